//! How a walk tells the texts of variables apart.

use super::{
    super::refusal::Refusal,
    chains::{Bit, PatternId},
    glob_states::State,
    search_memo::Question,
    texts::Text,
    told::ToldSegment,
    walk::Walk,
};

/// The class of texts that are none of the strings and that no glob takes.
const OTHER: u32 = 0;
/// Of the numbers of classes, the one before the first string's.
const STRINGS: u32 = 1 << 16;
/// Globs that are told apart at once, over all questions about one variable.
const MOST_GLOBS: usize = 12;

/// What is told apart at one segment, over all questions.
#[derive(Debug, Default)]
pub(super) struct ToldHere {
    pub(super) strings: Vec<Text>,
    pub(super) patterns: Vec<PatternId>,
}

impl Walk<'_> {
    /// Returns what is told apart at a segment.
    pub(super) fn told_here(&self, depth: usize) -> Result<ToldHere, Refusal> {
        let mut here = ToldHere::default();
        for told in self.told.iter().filter(|told| !told.is_rest && told.segment == depth) {
            here.strings.extend(&told.strings);
            here.patterns.extend(&told.patterns);
        }
        here.strings.sort_unstable();
        here.strings.dedup();
        here.patterns.sort_unstable();
        here.patterns.dedup();
        if here.patterns.len() > MOST_GLOBS {
            return Err(Refusal::too_large("over 12 globs are asked of one variable's claim"));
        }
        Ok(here)
    }

    /// Returns the state with the strings that may begin here.
    pub(super) fn told_state(&mut self, mut state: State, depth: usize) -> State {
        for told in self.told.iter().filter(|told| told.is_rest && told.segment == depth) {
            for bit in &told.bits {
                state = self.globs.join(state, *bit);
            }
        }
        state
    }

    /// Notes the classes of a segment's text.
    pub(super) fn note_told(&self, depth: usize, text: Text, classes: &mut [u32]) {
        for (told, class) in self.told.iter().zip(classes) {
            if !told.is_rest && told.segment == depth {
                *class = self.class_of(told, text);
            }
        }
    }

    fn class_of(&self, told: &ToldSegment, text: Text) -> u32 {
        if let Some(place) = told.strings.iter().position(|own| *own == text) {
            return STRINGS + u32::try_from(place).unwrap_or(u32::MAX - STRINGS);
        }
        let written = self.texts.get(text);
        let taken = told.patterns.iter().map(|pattern| self.globs.chains.takes(*pattern, written));
        taken.enumerate().fold(OTHER, |class, (place, taken)| class | u32::from(taken) << place)
    }

    /// Notes the classes of what ends with the path.
    pub(super) fn note_told_rest(&self, state: State, classes: &mut [u32]) {
        let accepted = self.globs.accepted(state);
        for (told, class) in self.told.iter().zip(classes).filter(|(told, _)| told.is_rest) {
            let place = told.bits.iter().position(|bit| accepted.contains(bit));
            *class = place.map_or(OTHER, |place| STRINGS + u32::try_from(place).unwrap_or(0));
        }
    }

    /// Returns the bits of strings that the rest of a path may be.
    pub(super) fn told_bits(&self) -> impl Iterator<Item = Bit> {
        self.told.iter().flat_map(|told| told.bits.iter().copied())
    }

    /// Returns, for each question, whether no other text is in the class of the path's.
    pub(super) fn are_alone(
        &mut self,
        classes: &[u32],
        path: &[Text],
    ) -> Result<Vec<bool>, Refusal> {
        let mut alone = Vec::with_capacity(classes.len());
        for (index, class) in classes.iter().enumerate() {
            alone.push(match self.told.get(index) {
                _ if *class >= STRINGS => true,
                Some(told) if !told.is_rest => {
                    let text = path.get(told.segment).copied().unwrap_or(Text::EMPTY);
                    let mut avoid = told.strings.clone();
                    avoid.push(text);
                    let taken = |place: usize| class >> place & 1 == 1;
                    let (must, must_not): (Vec<_>, Vec<_>) =
                        told.patterns.iter().enumerate().partition(|(place, _)| taken(*place));
                    let ids = |list: Vec<(usize, &PatternId)>| {
                        list.into_iter().map(|(_, id)| *id).collect::<Vec<_>>()
                    };
                    let (must, must_not) = (ids(must), ids(must_not));
                    avoid.sort_unstable();
                    avoid.dedup();
                    let question = Question { must, must_not, few: Vec::new(), avoid };
                    self.searches.ask(question, &self.globs.chains, self.texts)?.is_empty()
                }
                _ => false,
            });
        }
        Ok(alone)
    }
}
