//! Searches for texts of a segment, each done once.

use std::collections::HashMap;

use super::{
    super::refusal::Refusal,
    chains::{Chains, PatternId},
    search::Search,
    texts::{Text, Texts},
};

/// A [`Search`], in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) must: Vec<PatternId>,
    pub(super) must_not: Vec<PatternId>,
    pub(super) few: Vec<PatternId>,
    pub(super) avoid: Vec<Text>,
}

/// What searches have found.
#[derive(Debug, Default)]
pub(super) struct SearchMemo(HashMap<Question, Vec<Text>>);

impl SearchMemo {
    /// Answers a question, from memory if it was asked before.
    pub(super) fn ask(
        &mut self,
        question: Question,
        chains: &Chains,
        texts: &mut Texts,
    ) -> Result<Vec<Text>, Refusal> {
        if let Some(known) = self.0.get(&question) {
            return Ok(known.clone());
        }
        let patterns =
            |ids: &[PatternId]| ids.iter().filter_map(|id| chains.pattern(*id)).collect();
        let search = Search {
            must: patterns(&question.must),
            must_not: patterns(&question.must_not),
            few: patterns(&question.few),
            avoid: question.avoid.iter().map(|text| texts.get(*text)).collect(),
        };
        let found = search.texts()?;
        let found: Vec<Text> = found.iter().map(|text| texts.intern(text)).collect();
        self.0.insert(question, found.clone());
        Ok(found)
    }
}
