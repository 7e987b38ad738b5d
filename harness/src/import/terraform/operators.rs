//! Conditions, comparisons and arithmetic.

use hcl_edit::expr::{BinaryOp, BinaryOperator, Conditional, UnaryOp, UnaryOperator};

use super::evaluator::Evaluator;
use super::scope::Scope;
use super::term::{Kind, Term};
use crate::import::project::Place;

impl Evaluator<'_> {
    pub(super) fn conditional(
        &self,
        conditional: &Conditional,
        scope: &Scope<'_>,
        place: Place,
    ) -> Term {
        let condition = self.term(&conditional.cond_expr, scope);
        if condition.is_wrong() {
            return condition;
        }
        match condition.as_bool() {
            Some(true) => self.term(&conditional.true_expr, scope),
            Some(false) => self.term(&conditional.false_expr, scope),
            None => {
                let symbol = self.symbol(&condition, "it is no boolean");
                self.fresh(place, format!("a condition is not decided: {}", symbol.why))
            }
        }
    }

    pub(super) fn unary(&self, operation: &UnaryOp, scope: &Scope<'_>, place: Place) -> Term {
        let term = self.term(&operation.expr, scope);
        if term.is_wrong() {
            return term;
        }
        let made = match operation.operator.value() {
            UnaryOperator::Not => term.as_bool().map(|known| Kind::Bool(!known)),
            UnaryOperator::Neg => term.as_number().map(|known| Kind::Number(-known)),
        };
        match made {
            Some(kind) => Term::new(place, kind),
            None => self.fresh(place, self.symbol(&term, "a value of the wrong type").why),
        }
    }

    pub(super) fn binary(&self, operation: &BinaryOp, scope: &Scope<'_>, place: Place) -> Term {
        let left = self.term(&operation.lhs_expr, scope);
        let right = self.term(&operation.rhs_expr, scope);
        if let Some(wrong) = [&left, &right].into_iter().find(|term| term.is_wrong()) {
            return wrong.clone();
        }
        let operator = *operation.operator.value();
        let made = match operator {
            BinaryOperator::Eq => self.equal(&left, &right).map(Kind::Bool),
            BinaryOperator::NotEq => self.equal(&left, &right).map(|same| Kind::Bool(!same)),
            BinaryOperator::And | BinaryOperator::Or => {
                let and = operator == BinaryOperator::And;
                // Terraform decides nothing by one side alone, but one side may be enough.
                match (left.as_bool(), right.as_bool()) {
                    (Some(one), Some(other)) => {
                        Some(Kind::Bool(if and { one && other } else { one || other }))
                    }
                    (Some(one), None) | (None, Some(one)) if one != and => Some(Kind::Bool(one)),
                    (Some(_), None) | (None, Some(_) | None) => None,
                }
            }
            _ => numbers(operator, &left, &right),
        };
        if let Some(kind) = made {
            return Term::new(place, kind);
        }
        let unknown = [&left, &right].into_iter().find_map(Term::symbol);
        let why = unknown.map_or("an operation is not worked out", |symbol| symbol.why.as_str());
        self.fresh(place, why)
    }

    /// Returns whether two terms are equal, as far as that is known. Types count.
    pub(super) fn equal(&self, left: &Term, right: &Term) -> Option<bool> {
        if !self.spend(0, left.place) {
            return None;
        }
        match (&left.kind, &right.kind) {
            (Kind::Unknown(_) | Kind::Wrong(_) | Kind::Resource(_) | Kind::Encoded(_), _)
            | (_, Kind::Unknown(_) | Kind::Wrong(_) | Kind::Resource(_) | Kind::Encoded(_)) => None,
            (Kind::Null, Kind::Null) => Some(true),
            (Kind::Bool(left), Kind::Bool(right)) => Some(left == right),
            (Kind::Number(left), Kind::Number(right)) => Some((left - right).abs() < f64::EPSILON),
            (Kind::Text(one), Kind::Text(other)) => {
                self.spend(one.len() / 16, left.place);
                match (one.known(), other.known()) {
                    (Some(one), Some(other)) => Some(one == other),
                    _ => (one == other).then_some(true),
                }
            }
            (Kind::List(one), Kind::List(other)) | (Kind::Set(one), Kind::Set(other)) => {
                if one.len() != other.len() {
                    return Some(false);
                }
                all(one.iter().zip(other.iter()).map(|(one, other)| self.equal(one, other)))
            }
            (Kind::Map(one), Kind::Map(other)) => {
                if one.len() != other.len() {
                    return Some(false);
                }
                self.spend(one.len().saturating_mul(one.len()) / 16, left.place);
                all(one.iter().map(|pair| {
                    let found = other.iter().find(|other| other.key == pair.key);
                    found.map_or(Some(false), |found| self.equal(&pair.value, &found.value))
                }))
            }
            // Null is no value of another type; a list is never the set of its items.
            _ => Some(false),
        }
    }
}

fn all(mut results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    let different = results.any(|one| {
        known &= one.is_some();
        one == Some(false)
    });
    if different { Some(false) } else { known.then_some(true) }
}

fn numbers(operator: BinaryOperator, left: &Term, right: &Term) -> Option<Kind> {
    let (left, right) = (left.as_number()?, right.as_number()?);
    let number = |number: f64| number.is_finite().then_some(Kind::Number(number));
    match operator {
        BinaryOperator::Less => Some(Kind::Bool(left < right)),
        BinaryOperator::LessEq => Some(Kind::Bool(left <= right)),
        BinaryOperator::Greater => Some(Kind::Bool(left > right)),
        BinaryOperator::GreaterEq => Some(Kind::Bool(left >= right)),
        BinaryOperator::Plus => number(left + right),
        BinaryOperator::Minus => number(left - right),
        BinaryOperator::Mul => number(left * right),
        BinaryOperator::Div => number(left / right),
        BinaryOperator::Mod => number(left % right),
        BinaryOperator::Eq | BinaryOperator::NotEq | BinaryOperator::And | BinaryOperator::Or => {
            None
        }
    }
}
