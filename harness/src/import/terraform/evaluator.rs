//! Works out expressions: the walk over them, and its bounds.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::spell::quote;
use engine::{Code, Diagnostics};
use hcl_edit::expr::{Array, Expression, Object, ObjectKey};

use super::module::Module;
use super::scope::Scope;
use super::term::{Expansion, Kind, Pair, Term};
use crate::import::project::{Place, Project};
use crate::import::value::{Symbol, Text};

/// Most work that one module may ask for: terms made, and text in units of 16 bytes.
const MOST_WORK: usize = 2 << 20;
/// Deepest nesting of expressions, through locals and resources too.
const MAX_DEPTH: usize = 128;

/// Works out the expressions of one module.
#[derive(Debug)]
pub(super) struct Evaluator<'e> {
    pub(super) module: &'e Module<'e>,
    pub(super) project: RefCell<&'e mut Project>,
    /// Values of variables, as terms: those of files, and over them the caller's.
    pub(super) given: BTreeMap<String, Term>,
    pub(super) state: RefCell<State>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    /// What is being worked out, for circles.
    visiting: BTreeSet<String>,
    known: BTreeMap<String, Term>,
    pub(super) expansions: BTreeMap<usize, Rc<Expansion>>,
    names: BTreeSet<String>,
    work: usize,
    depth: usize,
    found: Diagnostics,
}

impl<'e> Evaluator<'e> {
    pub(super) fn new(module: &'e Module<'e>, project: &'e mut Project) -> Self {
        let (given, state) = (BTreeMap::new(), RefCell::default());
        Self { module, project: RefCell::new(project), given, state }
    }

    /// Takes what was found wrong so far.
    pub(super) fn take_found(&self) -> Diagnostics {
        std::mem::take(&mut self.state.borrow_mut().found)
    }

    /// Tells that something is wrong.
    pub(super) fn report(&self, place: Place, code: Code, message: impl Into<String>) {
        let finding = self.project.borrow().finding(place, code, message);
        self.state.borrow_mut().found.push(finding);
    }

    /// Counts work; nothing more is done once it was too much.
    pub(super) fn spend(&self, work: usize, place: Place) -> bool {
        let mut state = self.state.borrow_mut();
        let before = state.work;
        state.work = before.saturating_add(work.saturating_add(1));
        let enough = state.work <= MOST_WORK;
        drop(state);
        if !enough && before <= MOST_WORK {
            let message = "working the module out takes too much time and memory";
            self.report(place, Code::FileTooLarge, message);
        }
        enough
    }

    /// Makes an unknown with a name of its own.
    pub(super) fn fresh(&self, place: Place, why: impl Into<String>) -> Term {
        Term::unknown(place, self.fresh_name(place), why)
    }

    /// Makes an error of Terraform with a name of its own.
    pub(super) fn wrong(&self, place: Place, why: impl Into<String>) -> Term {
        Term::wrong(place, self.fresh_name(place), why)
    }

    fn fresh_name(&self, place: Place) -> String {
        let (_, location) = self.project.borrow().location(place);
        let name = format!("value_{}_{}", location.line, location.column);
        let mut distinct = name.clone();
        let mut state = self.state.borrow_mut();
        let mut count = state.names.len();
        while !state.names.insert(distinct.clone()) {
            distinct = format!("{name}_{count}");
            count += 1;
        }
        distinct
    }

    /// Works out something that has a name, once; what needs itself is refused.
    pub(super) fn once(&self, name: &str, place: Place, work: impl FnOnce() -> Term) -> Term {
        if let Some(known) = self.state.borrow().known.get(name) {
            return known.clone();
        }
        if !self.state.borrow_mut().visiting.insert(name.to_owned()) {
            let message = format!("{} needs itself", quote(name));
            self.report(place, Code::InvalidTemplate, message);
            return Term::unknown(place, name, "it needs itself");
        }
        let made = work();
        let mut state = self.state.borrow_mut();
        state.visiting.remove(name);
        state.known.insert(name.to_owned(), made.clone());
        made
    }

    /// Works out an expression.
    pub(super) fn term(&self, expression: &Expression, scope: &Scope<'_>) -> Term {
        let place = scope.place(expression);
        let deep = {
            let mut state = self.state.borrow_mut();
            state.depth += 1;
            state.depth > MAX_DEPTH
        };
        let made = if deep {
            self.report(place, Code::TooDeep, "expressions need each other too deep");
            self.spend(MOST_WORK, place);
            Term::unknown(place, "too_deep", "expressions need each other too deep")
        } else if self.spend(0, place) {
            self.work_out(expression, scope, place)
        } else {
            Term::unknown(place, "too_much", "the module asks for too much work")
        };
        self.state.borrow_mut().depth -= 1;
        made
    }

    fn work_out(&self, expression: &Expression, scope: &Scope<'_>, place: Place) -> Term {
        match expression {
            Expression::Null(_) => Term::new(place, Kind::Null),
            Expression::Bool(known) => Term::new(place, Kind::Bool(*known.value())),
            Expression::Number(number) => match number.value().as_f64() {
                Some(number) => Term::new(place, Kind::Number(number)),
                None => self.fresh(place, "a number of this size is not read"),
            },
            Expression::String(text) => {
                self.spend(text.len() / 16, place);
                Term::text(place, text.as_str())
            }
            Expression::Array(array) => self.array(array, scope, place),
            Expression::Object(object) => self.object(object, scope, place),
            Expression::StringTemplate(template) => self.template(template, scope, place),
            Expression::HeredocTemplate(heredoc) => self.heredoc(heredoc, scope, place),
            Expression::Parenthesis(inner) => self.term(inner.inner(), scope),
            Expression::Variable(name) => self.name(name.as_str(), scope, place),
            Expression::Conditional(conditional) => self.conditional(conditional, scope, place),
            Expression::FuncCall(call) => self.call(call, scope, place),
            Expression::Traversal(traversal) => self.traversal(traversal, scope, place),
            Expression::UnaryOp(operation) => self.unary(operation, scope, place),
            Expression::BinaryOp(operation) => self.binary(operation, scope, place),
            Expression::ForExpr(each) => self.for_each(each, scope, place),
        }
    }

    fn array(&self, array: &Array, scope: &Scope<'_>, place: Place) -> Term {
        let items: Vec<Term> = array.iter().map(|item| self.term(item, scope)).collect();
        if let Some(wrong) = items.iter().find(|item| item.is_wrong()) {
            return wrong.clone();
        }
        Term::list(place, items)
    }

    fn object(&self, object: &Object, scope: &Scope<'_>, place: Place) -> Term {
        let mut pairs = Pairs::default();
        for (key, value) in object {
            let (name, key_place) = match key {
                ObjectKey::Ident(name) => (name.as_str().to_owned(), scope.place(key)),
                ObjectKey::Expression(expression) => {
                    let name = self.term(expression, scope);
                    let Some(known) = name.known() else {
                        return self.fresh(name.place, "a key of the map is not known");
                    };
                    (known, name.place)
                }
            };
            let value = self.term(value.expr(), scope);
            if value.is_wrong() {
                return value;
            }
            pairs.set(name, key_place, value);
        }
        pairs.term(place)
    }

    /// Adds a term to a text.
    ///
    /// # Errors
    /// What the whole text is instead: an error, or unknown.
    pub(super) fn push(&self, text: &mut Text, term: &Term) -> Result<(), Term> {
        if term.is_wrong() {
            return Err(term.clone());
        }
        let part = match &term.kind {
            Kind::Encoded(inner) => self.written(inner, term.place).as_text(),
            _ => term.as_text(),
        };
        let Some(part) = part else {
            return Err(self.wrong(term.place, "a value that is no text stands in a text"));
        };
        if !self.spend((text.len() + part.len()) / 16, term.place) {
            return Err(self.fresh(term.place, "the module asks for too much work"));
        }
        text.push(&part);
        Ok(())
    }

    /// Returns the symbol of a term, or a new one.
    pub(super) fn symbol(&self, term: &Term, why: &str) -> Symbol {
        if let Some(symbol) = term.symbol() {
            return symbol.clone();
        }
        let (name, place) = (self.fresh_name(term.place), term.place);
        Symbol { name, place, why: why.to_owned(), many: false }
    }
}

/// A map in the making: a later value of a key takes the place of an earlier one.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    pairs: Vec<Pair>,
    at: BTreeMap<String, usize>,
}

impl Pairs {
    pub(super) fn set(&mut self, key: String, place: Place, value: Term) {
        if let Some(pair) = self.at.get(&key).and_then(|at| self.pairs.get_mut(*at)) {
            pair.value = value;
        } else {
            self.at.insert(key.clone(), self.pairs.len());
            self.pairs.push(Pair { key, place, value });
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Pair> {
        self.at.get(key).and_then(|at| self.pairs.get(*at))
    }

    pub(super) fn term(self, place: Place) -> Term {
        Term::map(place, self.pairs)
    }
}
