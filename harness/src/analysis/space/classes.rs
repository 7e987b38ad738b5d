//! The classes of segments with which a variable must be tried: one text for each.
//!
//! A text that no glob names or has a pattern for, and that leads no rival on, stands for all: it
//! meets the fewest guardrails and the fewest stronger routes. What is in focus, and what is to be
//! told apart, adds texts of its own. Only where no such text exists are the smallest sets of
//! patterns searched for, and the texts of rivals tried one by one.

use std::collections::HashSet;

use super::{
    super::refusal::Refusal,
    chains::{PatternId, Token},
    glob_states::State,
    search_memo::Question,
    segment::Pattern,
    telling::ToldHere,
    texts::Text,
    trie::Node,
    walk::{Context, Goal, Step, Walk},
};

/// Where a segment is to be chosen.
struct Place {
    state: State,
    /// Nodes whose literals lead a rival on.
    nodes: Vec<Node>,
    preferred: Option<Text>,
    /// Patterns that are not in focus.
    few: Vec<PatternId>,
    here: ToldHere,
}

impl Walk<'_> {
    /// Returns a text for each class of segments that the next step must be tried with.
    pub(super) fn classes(
        &mut self,
        context: &Context,
        own: Node,
        step: Step,
        goal: &Goal<'_>,
    ) -> Result<Vec<Text>, Refusal> {
        let depth = self.depth(context);
        let here = self.told_here(depth)?;
        let state = self.told_state(context.reached.state, depth);
        let mut nodes: Vec<Node> = context.reached.rivals.iter().map(|rival| rival.node).collect();
        if step != Step::Further {
            nodes.push(own);
        }
        let (few, focus) = self.patterns(state);
        let place = Place { state, nodes, preferred: self.preferred(own, step), few, here };
        let mut texts = Vec::new();
        for vector in 0..1_u32 << place.here.patterns.len() {
            for must in choices(&focus) {
                self.class(&place, vector, &must, &mut texts)
                    .map_err(|refusal| self.refuse_at(&refusal, goal))?;
            }
        }
        self.add_named(state, &mut texts);
        texts.extend(&place.here.strings);
        if goal.absent != 0 {
            self.add_rivals(context, own, step, goal, &mut texts);
        }
        if texts.len() > 1 {
            let mut seen = HashSet::new();
            texts.retain(|text| seen.insert(*text));
        }
        texts.retain(|text| self.texts.is_legal(*text));
        Ok(texts)
    }

    fn preferred(&self, own: Node, step: Step) -> Option<Text> {
        let branch = self.trie.branch(own);
        match step {
            Step::Literal(text) => Some(text),
            Step::Variable => self.trie.branch(branch.variable?).name,
            Step::Rest | Step::Further => self.trie.term(branch.rest?)?.name,
        }
    }

    /// Returns the patterns of places out of focus, and for each bit in focus those of its places.
    fn patterns(&self, state: State) -> (Vec<PatternId>, Vec<Vec<PatternId>>) {
        if self.focus.is_empty() {
            return (self.globs.patterns(state).to_vec(), Vec::new());
        }
        let mut few = Vec::new();
        let mut focus = vec![Vec::new(); self.focus.len()];
        for (token, bit) in self.globs.tokens(state) {
            if let Token::Pattern(id) = token {
                let place = self.focus.iter().position(|own| *own == bit);
                place.and_then(|place| focus.get_mut(place)).unwrap_or(&mut few).push(id);
            }
        }
        for list in focus.iter_mut().chain([&mut few]) {
            list.sort_unstable();
            list.dedup();
        }
        (few, focus)
    }

    /// Adds the texts of one class: those that the patterns of `must` take, and of the patterns
    /// told apart those of the vector and no others.
    fn class(
        &mut self,
        place: &Place,
        vector: u32,
        must: &[PatternId],
        texts: &mut Vec<Text>,
    ) -> Result<(), Refusal> {
        let mut question = Question { must: must.to_vec(), ..Question::default() };
        for (at, pattern) in place.here.patterns.iter().enumerate() {
            let list =
                if vector >> at & 1 == 1 { &mut question.must } else { &mut question.must_not };
            list.push(*pattern);
        }
        question.must.sort_unstable();
        question.must.dedup();
        if question.must.iter().any(|pattern| question.must_not.contains(pattern)) {
            return Ok(());
        }
        question.few.clone_from(&place.few);
        question.few.retain(|pattern| !question.must.contains(pattern));
        if let Some(text) = self.quick(place, &question) {
            texts.push(text);
            return Ok(());
        }
        let mut literals = self.globs.named(place.state).to_vec();
        for node in &place.nodes {
            literals.extend(self.trie.branch(*node).literals.iter().map(|(text, _)| *text));
        }
        question.avoid = [literals.as_slice(), &place.here.strings].concat();
        question.avoid.sort_unstable();
        question.avoid.dedup();
        literals.sort_unstable();
        literals.dedup();
        literals.retain(|text| !place.here.strings.contains(text));
        let found = self.searches.ask(question.clone(), &self.globs.chains, self.texts)?;
        for text in literals {
            let taken = |pattern: &PatternId| self.takes(*pattern, text);
            let beats =
                |other: &Text| question.few.iter().all(|id| taken(id) || !self.takes(*id, *other));
            if question.must.iter().all(taken)
                && !question.must_not.iter().any(taken)
                && !found.iter().any(beats)
            {
                texts.push(text);
            }
        }
        texts.extend(found);
        Ok(())
    }

    /// Tries some texts that are likely to do.
    fn quick(&mut self, place: &Place, question: &Question) -> Option<Text> {
        if question.must.is_empty() {
            let candidates = place.preferred.iter().chain(self.texts.fillers());
            return candidates.copied().find(|text| self.does(place, question, *text));
        }
        let chains = &self.globs.chains;
        let patterns = question.must.iter().filter_map(|pattern| chains.pattern(*pattern));
        let samples: Vec<String> = patterns.flat_map(Pattern::samples).collect();
        samples.iter().find_map(|sample| {
            let text = self.texts.intern(sample);
            self.does(place, question, text).then_some(text)
        })
    }

    fn does(&self, place: &Place, question: &Question, text: Text) -> bool {
        self.texts.is_legal(text)
            && self.globs.named(place.state).binary_search(&text).is_err()
            && !place.here.strings.contains(&text)
            && place.nodes.iter().all(|node| self.trie.child(*node, text).is_none())
            && question.must.iter().all(|pattern| self.takes(*pattern, text))
            && !question.must_not.iter().chain(&question.few).any(|id| self.takes(*id, text))
    }

    fn takes(&self, pattern: PatternId, text: Text) -> bool {
        self.globs.chains.takes(pattern, self.texts.get(text))
    }

    /// Adds the texts that chains in focus, or those that are told apart, name.
    fn add_named(&self, state: State, texts: &mut Vec<Text>) {
        if self.focus.is_empty() && self.told.is_empty() {
            return;
        }
        for (token, bit) in self.globs.tokens(state) {
            if let Token::Text(text) = token
                && (self.focus.contains(&bit) || self.told_bits().any(|own| own == bit))
            {
                texts.push(text);
            }
        }
    }
}

/// Returns every choice of none or one of each list.
fn choices(lists: &[Vec<PatternId>]) -> Vec<Vec<PatternId>> {
    let mut choices = vec![Vec::new()];
    for list in lists {
        let longer = choices
            .iter()
            .flat_map(|choice| list.iter().map(move |own| [choice.as_slice(), &[*own]].concat()));
        let longer: Vec<Vec<PatternId>> = longer.collect();
        choices.extend(longer);
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_list_none_or_one_is_chosen() {
        let choices = choices(&[vec![1, 2], Vec::new(), vec![3]]);
        let expected: [&[PatternId]; 6] = [&[], &[1], &[2], &[3], &[1, 3], &[2, 3]];
        assert_eq!(choices, expected);
    }
}
