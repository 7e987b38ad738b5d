//! Mistakes in scopes: dropped, added, replaced, and the other quantifier.

use engine::{Scope, ScopeRequirement};

use super::lists::{put, with, without};
use super::operator::Operator;
use super::vocabulary::Vocabulary;

type Mistake = (Operator, String, Option<ScopeRequirement>);

/// Makes every mistake; nothing is left of one that asks for nothing.
pub(super) fn mistakes(own: &ScopeRequirement, vocabulary: &Vocabulary) -> Vec<Mistake> {
    let mut made = Vec::new();
    let named: Vec<&Scope> = own.any_of.iter().chain(&own.all_of).collect();
    let others = vocabulary.scopes_beside(&named);
    for quantifier in [Quantifier::Any, Quantifier::All] {
        let list = quantifier.of(own);
        for (at, scope) in list.iter().enumerate() {
            let told = format!("scope `{scope}` dropped");
            made.push((Operator::ScopeDropped, told, quantifier.put(own, without(list, at))));
        }
        for (at, scope) in list.iter().enumerate() {
            let Some(other) = others.first() else { continue };
            let mut replaced = list.clone();
            put(&mut replaced, at, Some(other.clone()));
            let told = format!("scope `{scope}` became `{other}`");
            made.push((Operator::ScopeReplaced, told, quantifier.put(own, replaced)));
        }
        for other in others.iter().filter(|_| !list.is_empty()) {
            let told = format!("scope `{other}` added to `{}`", quantifier.as_str());
            let list = with(list, other.clone());
            made.push((Operator::ScopeAdded, told, quantifier.put(own, list)));
        }
    }
    if own.any_of.len() > 1 {
        let all_of = own.any_of.iter().chain(&own.all_of).cloned().collect();
        let new = ScopeRequirement { any_of: Vec::new(), all_of };
        made.push((Operator::ScopesQuantified, "`any_of` became `all_of`".to_owned(), Some(new)));
    }
    if own.all_of.len() > 1 && own.any_of.is_empty() {
        let new = ScopeRequirement { any_of: own.all_of.clone(), all_of: Vec::new() };
        made.push((Operator::ScopesQuantified, "`all_of` became `any_of`".to_owned(), Some(new)));
    }
    made
}

#[derive(Clone, Copy)]
enum Quantifier {
    Any,
    All,
}

impl Quantifier {
    fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any_of",
            Self::All => "all_of",
        }
    }

    fn of(self, own: &ScopeRequirement) -> &Vec<Scope> {
        match self {
            Self::Any => &own.any_of,
            Self::All => &own.all_of,
        }
    }

    fn put(self, own: &ScopeRequirement, list: Vec<Scope>) -> Option<ScopeRequirement> {
        let mut new = own.clone();
        match self {
            Self::Any => new.any_of = list,
            Self::All => new.all_of = list,
        }
        (!new.any_of.is_empty() || !new.all_of.is_empty()).then_some(new)
    }
}
