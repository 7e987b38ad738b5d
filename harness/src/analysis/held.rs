//! The facts that hold of a given token, as the assignments of an analysis name them.

use engine::{Claims, Value};

use super::{
    cell::Cell,
    claim::{Fact, Kind},
    credential::Check,
    facts::Facts,
};

impl Facts<'_> {
    /// Returns the facts that hold, in order, when claims are sent to a cell by a token that each
    /// authorizer asked takes, or when no token is sent. Where sides ask different authorizers at
    /// one place, only scopes and claims are told.
    pub fn held(&self, cell: &Cell, claims: Option<&Claims>) -> Vec<u32> {
        let Some(claims) = claims else { return Vec::new() };
        let mut held = Vec::new();
        for class in self.classes_asked(cell).into_iter().flatten() {
            let checks = [Check::Present, Check::Valid(class)];
            held.extend(self.credentials.numbers(class, &checks));
        }
        let own = claims.scopes().filter_map(|scope| self.scope(scope));
        held.extend(own);
        for claim in &self.claims {
            let Some(value) = claims.at(&claim.path) else { continue };
            let texts: Vec<_> = claim
                .positions()
                .iter()
                .filter_map(|position| Some((*position, self.text_at(cell, *position)?)))
                .collect();
            let so = |fact: &Fact<'_>| match (fact, value) {
                (Fact::Holds(kind), Value::List(items)) => items.iter().any(|item| is(item, *kind)),
                _ => claim.is_so(*fact, value, &texts),
            };
            let all = (claim.first..).zip(claim.facts());
            held.extend(all.filter(|(_, fact)| so(fact)).map(|(number, _)| number));
        }
        held.sort_unstable();
        held.dedup();
        held
    }
}

/// As an item of an array, whatever is no scalar is of one kind.
fn is(item: &Value, kind: Kind) -> bool {
    match Kind::of(item) {
        None | Some(Kind::Array | Kind::Object) => kind == Kind::Object,
        own => own == Some(kind),
    }
}
