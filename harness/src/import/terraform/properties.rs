//! The arguments of a block as one map; nested blocks are lists of maps, as in a plan.

use hcl_edit::structure::{Block, Body};

use super::evaluator::{Evaluator, Pairs};
use super::module::Module;
use super::scope::Scope;
use super::term::{Instance, Kind, Pair, Term};
use crate::import::project::Place;
use crate::import::value::{Shape, Value};

/// Arguments and blocks that say how Terraform deals with a resource, not what it is.
const META: &[&str] = &[
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
    "timeouts",
];

/// Most values of one resource.
const MOST_VALUES: usize = 1 << 18;

impl Evaluator<'_> {
    /// Works out the arguments of an instance.
    pub(super) fn properties(&self, instance: &Instance, place: Place) -> Value {
        let term = self.within(instance, |block, scope| self.arguments(&block.body, scope, place));
        match term {
            Some(term) => self.value(&term),
            None => Value { place, shape: Shape::Map(Vec::new()) },
        }
    }

    /// Turns a term into a value, texts that hold documents written out.
    pub(super) fn value(&self, term: &Term) -> Value {
        let size = term.size(MOST_VALUES);
        if size >= MOST_VALUES || !self.spend(size, term.place) {
            return Value::hole(term.place, "too_much", "the value is too large");
        }
        self.plain(term).value()
    }

    /// Documents in texts, at the first level of arguments, stay what they say.
    fn plain(&self, term: &Term) -> Term {
        let Some(pairs) = term.pairs() else { return term.clone() };
        let mut made = Pairs::default();
        for pair in pairs {
            let value = match &pair.value.kind {
                Kind::Encoded(inner) if pair.key == "body" => inner.as_ref().clone(),
                Kind::Text(text) if pair.key == "body" => self.document(text, pair.value.place),
                Kind::Encoded(inner) => self.written(inner, pair.value.place),
                _ => pair.value.clone(),
            };
            made.set(pair.key.clone(), pair.place, value);
        }
        made.term(term.place)
    }

    fn arguments(&self, body: &Body, scope: &Scope<'_>, place: Place) -> Term {
        let mut pairs = Pairs::default();
        for attribute in body.attributes() {
            let name = attribute.key.as_str();
            if !META.contains(&name) {
                let value = self.term(&attribute.value, scope);
                pairs.set(name.to_owned(), scope.place(&attribute.key), value);
            }
        }
        for block in body.blocks() {
            let name = dynamic(block).unwrap_or(block.ident.as_str());
            if META.contains(&name) || pairs.get(name).is_some() {
                continue;
            }
            let blocks = self.blocks(body, name, scope, scope.place(&block.ident));
            pairs.set(name.to_owned(), scope.place(&block.ident), blocks);
        }
        pairs.term(place)
    }

    /// Works out the nested blocks of a name.
    pub(super) fn nested(&self, block: &Block, name: &str, scope: &Scope<'_>) -> Term {
        self.blocks(&block.body, name, scope, scope.place(&block.ident))
    }

    fn blocks(&self, body: &Body, name: &str, scope: &Scope<'_>, place: Place) -> Term {
        let mut all = Vec::new();
        for block in body.blocks() {
            if block.ident.as_str() == name {
                all.push(self.arguments(&block.body, scope, scope.place(block)));
            } else if dynamic(block) == Some(name) {
                match self.dynamic_blocks(block, name, scope) {
                    Ok(blocks) => all.extend(blocks),
                    Err(instead) => return instead,
                }
            }
        }
        Term::list(place, all)
    }

    /// `dynamic "NAME" { for_each = …, content { … } }`: a block for each element.
    fn dynamic_blocks(
        &self,
        block: &Block,
        name: &str,
        scope: &Scope<'_>,
    ) -> Result<Vec<Term>, Term> {
        let place = scope.place(block);
        let content = block.body.get_blocks("content").next();
        let for_each = Module::attribute(block, "for_each");
        let (Some(content), Some(for_each)) = (content, for_each) else {
            return Err(self.wrong(place, "a dynamic block has `for_each` and `content`"));
        };
        let iterator = Module::attribute(block, "iterator");
        let iterator = iterator.and_then(|one| one.as_variable()).map_or(name, |one| one.as_str());
        let mut all = Vec::new();
        for (key, value) in self.entries(&self.term(for_each, scope))? {
            let each = vec![
                Pair { key: "key".to_owned(), place, value: key },
                Pair { key: "value".to_owned(), place, value },
            ];
            let names = [(iterator.to_owned(), Term::map(place, each))];
            all.push(self.arguments(&content.body, &scope.with(&names), scope.place(content)));
        }
        Ok(all)
    }
}

/// Returns which blocks a `dynamic` block stands for.
fn dynamic(block: &Block) -> Option<&str> {
    let label = block.labels.first().filter(|_| block.ident.as_str() == "dynamic")?;
    Some(label.as_str())
}
