//! Texts that several variables may have at once.
//!
//! Two variables with one text stand at different places, and what a glob says of it at one place
//! it need not say at the other. So there is a text for each way in which all patterns together
//! take a text or do not: whatever the variables have in common, one of these does in its place.

use engine::Glob;

use super::{
    super::refusal::Refusal,
    Space,
    chains::{Bit, PatternId, Token},
    question::Focus,
    search_memo::Question,
    segment::Pattern,
    texts::Text,
};

/// Most patterns that texts are told apart by; each may double them.
const MOST_PATTERNS: usize = 8;

impl Space<'_> {
    /// Returns texts for variables that may have one in common: beside those that globs in focus
    /// name, some for each way in which patterns, and `globs` of a claim, take a text that is not
    /// `named`. There are `count` for each way, if there are as many.
    ///
    /// # Errors
    /// `unsupported-two-bindings` where too many patterns tell texts apart.
    pub fn shared_texts(
        &mut self,
        focus: &[Focus],
        (named, globs): (&[&str], &[&Glob]),
        count: usize,
    ) -> Result<Vec<String>, Refusal> {
        let bits: Vec<Bit> = focus.iter().filter_map(|focus| self.bit(*focus)).collect();
        let chains = &mut self.globs.chains;
        let of_claim = globs.iter().map(|glob| Pattern::claim(glob.alternatives()));
        let mut patterns: Vec<PatternId> = of_claim.map(|own| chains.pattern_id(own)).collect();
        let (mut literals, mut found) = (Vec::new(), Vec::new());
        for (token, bit) in chains.tokens() {
            match token {
                Token::Pattern(id) => patterns.push(id),
                Token::Text(text) => {
                    literals.push(text);
                    found.extend(bits.contains(&bit).then_some(text));
                }
                Token::Any | Token::Variable | Token::Many | Token::Rest | Token::End => {}
            }
        }
        patterns.sort_unstable();
        patterns.dedup();
        if patterns.len() > MOST_PATTERNS {
            let message = format!(
                "a claim is bound to two variables, and over {MOST_PATTERNS} globs tell their \
                 texts apart"
            );
            return Err(Refusal::new("unsupported-two-bindings", message));
        }
        literals.extend(self.trie.literals());
        literals.sort_unstable();
        literals.dedup();
        let named: Vec<Text> = named.iter().map(|text| self.texts.intern(text)).collect();
        for vector in 0..1_u32 << patterns.len() {
            let taken = |place: usize| vector >> place & 1 == 1;
            let (must, must_not): (Vec<_>, Vec<_>) =
                patterns.iter().enumerate().partition(|(place, _)| taken(*place));
            let ids =
                |list: Vec<(usize, &PatternId)>| list.into_iter().map(|(_, id)| *id).collect();
            let (must, must_not): (Vec<PatternId>, Vec<PatternId>) = (ids(must), ids(must_not));
            let avoid = [literals.as_slice(), &named].concat();
            let mut question = Question { must, must_not, few: Vec::new(), avoid };
            let before = found.len();
            while found.len() < before + count
                && let Some(text) = self.free_text(&mut question)?
            {
                question.avoid.push(text);
                found.push(text);
            }
            if found.len() < before + count {
                // The texts of this way are few: those that routes and globs name are of them.
                let is_taken =
                    |id: &PatternId, text: Text| self.globs.chains.takes(*id, self.texts.get(text));
                found.extend(literals.iter().copied().filter(|text| {
                    self.texts.is_legal(*text)
                        && question.must.iter().all(|id| is_taken(id, *text))
                        && !question.must_not.iter().any(|id| is_taken(id, *text))
                }));
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found.into_iter().map(|text| self.texts.get(text).to_owned()).collect())
    }

    /// Returns a text that a question asks for, one that is good to read if it may be any.
    fn free_text(&mut self, question: &mut Question) -> Result<Option<Text>, Refusal> {
        question.avoid.sort_unstable();
        question.avoid.dedup();
        let does = |text: &&Text| {
            let takes = |id: &PatternId| self.globs.chains.takes(*id, self.texts.get(**text));
            question.must.is_empty()
                && question.avoid.binary_search(text).is_err()
                && !question.must_not.iter().any(takes)
        };
        if let Some(text) = self.texts.fillers().iter().find(does) {
            return Ok(Some(*text));
        }
        let found = self.searches.ask(question.clone(), &self.globs.chains, &mut self.texts)?;
        Ok(found.first().copied())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use engine::{Policy, Settings, Source};

    use super::*;

    fn space(globs: &str) -> Policy {
        let text = format!(
            "version: 1\nroutes: {{ 'GET /x/{{a}}': {{ public: true }} }}\n\
             guardrails: {{ g: {{ paths: [{globs}], deny: true }} }}\n"
        );
        let source = Source::new("p.yaml", text.as_str());
        Policy::from_source(&source, &Settings::default()).unwrap().policy
    }

    fn shared(globs: &str, of_claim: &str, named: &[&str], count: usize) -> Vec<String> {
        let policy = space(globs);
        let glob = Glob::any(of_claim).unwrap();
        Space::new(&[&policy]).unwrap().shared_texts(&[], (named, &[&glob]), count).unwrap()
    }

    #[test]
    fn there_is_a_text_for_each_way_in_which_patterns_take_one() {
        let way = |text: &String| (text.starts_with('a'), text.len() == 1);
        let texts = shared("'/a*/b'", "?", &[], 1);
        let ways: BTreeSet<_> = texts.iter().map(way).collect();
        assert_eq!((texts.len(), ways.len()), (4, 4), "{texts:?}");
        assert!(!texts.contains(&"x".to_owned()), "a literal of a route stands for itself alone");
        let texts = shared("'/a*/b'", "?", &["aa"], 2);
        assert_eq!(texts.len(), 7, "`a` is the only one of its way: {texts:?}");
        assert!(!texts.contains(&"aa".to_owned()));
    }

    #[test]
    fn what_is_in_focus_names_texts() {
        let policy = space("/acme/b");
        let mut space = Space::new(&[&policy]).unwrap();
        let focus = [Focus::Guardrail { side: 0, index: 0 }];
        let mut has = |focus: &[Focus]| {
            let texts = space.shared_texts(focus, (&[], &[]), 1).unwrap();
            texts.contains(&"acme".to_owned())
        };
        assert!(has(&focus) && !has(&[]));
    }

    #[test]
    fn literals_stand_for_a_way_that_has_no_other_texts() {
        let texts = shared("/a/b", "{a,b}", &[], 1);
        assert!(["a", "b"].iter().all(|text| texts.iter().any(|own| own == text)), "{texts:?}");
    }

    #[test]
    fn too_many_patterns_are_refused_by_name() {
        let globs: Vec<String> = (0..9).map(|at| format!("'/*{at}'")).collect();
        let policy = space(&globs.join(", "));
        let mut space = Space::new(&[&policy]).unwrap();
        let refused = space.shared_texts(&[], (&[], &[]), 1).unwrap_err();
        assert_eq!(refused.code, "unsupported-two-bindings");
    }
}
