//! Which guardrails are laid over a request, without asking all of them.
//!
//! A glob's leading literal segments place it in a tree; a path meets only the globs along its own
//! segments, and those that begin with a wildcard. Each that is met is then matched as a whole.

use crate::glob::{Flat, Glob, GlobInput, Sign};
use crate::method::Method;
use crate::policy::Guardrail;
use crate::table::Table;
use crate::table::text::Text;

/// Bytes of a segment that stand in its slot.
const INLINE: usize = 51;
/// Matches kept without a list.
const KEPT: usize = 8;

/// The guardrails of a policy, by where their globs begin.
#[derive(Debug)]
pub(crate) struct Laid {
    steps: Table<u32, u32, INLINE>,
    /// By place: the guardrails whose literal beginning ends there, sorted.
    places: Vec<Vec<u32>>,
}

/// The guardrails laid over one request, sorted: by name, as the policy keeps them.
#[derive(Debug, Default)]
pub(crate) struct Matched {
    count: usize,
    kept: [u32; KEPT],
    more: Vec<u32>,
}

impl Laid {
    /// Places the guardrails of a policy.
    pub(crate) fn new(guardrails: &[Guardrail]) -> Self {
        let mut steps: Vec<(u32, String)> = Vec::new();
        let mut numbers = std::collections::HashMap::new();
        let mut places: Vec<Vec<u32>> = vec![Vec::new()];
        for (guardrail, index) in guardrails.iter().zip(0..) {
            for flat in guardrail.paths.iter().flat_map(Glob::alternatives) {
                let mut at = 0;
                for segment in beginning(flat) {
                    let next = u32::try_from(places.len()).unwrap_or(u32::MAX);
                    at = *numbers.entry((at, segment.clone())).or_insert_with(|| {
                        steps.push((at, segment));
                        places.push(Vec::new());
                        next
                    });
                }
                if let Some(place) = places.get_mut(at as usize)
                    && place.last() != Some(&index)
                {
                    place.push(index);
                }
            }
        }
        let numbered =
            steps.iter().zip(1..).map(|((under, text), number)| (*under, text.as_str(), number));
        Self { steps: Table::of(&numbered), places }
    }

    /// Finds the guardrails laid over a method and a decoded path.
    pub(crate) fn over(&self, guardrails: &[Guardrail], method: Method, path: &str) -> Matched {
        let mut matched = Matched::default();
        if guardrails.is_empty() {
            return matched;
        }
        let input = GlobInput::new(path);
        let mut meet = |place: u32| {
            for index in self.places.get(place as usize).into_iter().flatten() {
                let laid = guardrails.get(*index as usize).is_some_and(|guardrail| {
                    guardrail.methods.contains(&method)
                        && guardrail.paths.iter().any(|glob| glob.matches(&input))
                });
                if laid {
                    matched.add(*index);
                }
            }
        };
        meet(0);
        let mut at = 0;
        for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
            match self.steps.get(at, Text::new(segment.as_bytes())) {
                Some(next) => at = *next,
                None => break,
            }
            meet(at);
        }
        matched
    }
}

impl Matched {
    fn add(&mut self, index: u32) {
        if self.iter().any(|own| own == index) {
            return;
        }
        // Kept sorted: what is larger moves up.
        let mut index = index;
        for slot in self.kept.iter_mut().take(self.count) {
            if *slot > index {
                std::mem::swap(slot, &mut index);
            }
        }
        if let Some(slot) = self.kept.get_mut(self.count) {
            *slot = index;
            self.count += 1;
        } else {
            let at = self.more.partition_point(|own| *own < index);
            self.more.insert(at, index);
        }
    }

    /// Goes through the guardrails' indices, in the order of their names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.kept.iter().take(self.count).chain(&self.more).copied()
    }
}

/// The whole segments at a glob's beginning that hold no wildcard.
fn beginning(flat: &Flat) -> Vec<String> {
    let mut segments = Vec::new();
    let Some(rest) = flat.signs().strip_prefix(&[Sign::Literal('/')]) else { return segments };
    for part in rest.split(|sign| *sign == Sign::Literal('/')) {
        let text: Option<String> = part.iter().map(|sign| sign.literal()).collect();
        match text {
            Some(text) => segments.push(text),
            None => break,
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_stay_sorted_and_distinct_however_many() {
        let mut matched = Matched::default();
        let numbers = [9, 3, 27, 1, 40, 8, 2, 30, 0, 50, 5, 3, 27, 4];
        for number in numbers {
            matched.add(number);
        }
        let found: Vec<u32> = matched.iter().collect();
        assert_eq!(found, [0, 1, 2, 3, 4, 5, 8, 9, 27, 30, 40, 50]);
    }
}
