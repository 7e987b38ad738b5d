//! Which guardrails are laid over a request, without asking all of them.
//!
//! A glob's leading literal segments place it in a tree; a path meets only the places along its own
//! segments, and there what begins with a wildcard is matched by one automaton.

use crate::glob::{Flat, Glob, Sign};
use crate::globs::Globs;
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
    places: Vec<Place>,
}

/// The guardrails with a glob whose literal beginning ends at one place, by what follows there.
#[derive(Debug, Default)]
struct Place {
    /// Nothing: the path ends here.
    here: Vec<u32>,
    /// `/**`: the path ends here or goes on.
    below: Vec<u32>,
    /// Something with a wildcard.
    further: Globs,
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
        let mut places = vec![Place::default()];
        let mut further: Vec<Vec<(u32, &Glob)>> = vec![Vec::new()];
        for (guardrail, index) in guardrails.iter().zip(0..) {
            for glob in &guardrail.paths {
                for flat in glob.alternatives() {
                    let (beginning, rest) = split(flat);
                    let mut at = 0;
                    for segment in beginning {
                        let next = u32::try_from(places.len()).unwrap_or(u32::MAX);
                        at = *numbers.entry((at, segment.clone())).or_insert_with(|| {
                            steps.push((at, segment));
                            places.push(Place::default());
                            further.push(Vec::new());
                            next
                        });
                    }
                    match (rest, places.get_mut(at as usize), further.get_mut(at as usize)) {
                        (Rest::Nothing, Some(place), _) => place.here.push(index),
                        (Rest::All, Some(place), _) => place.below.push(index),
                        // All alternatives of a glob stand wherever one of them does.
                        (Rest::Some, _, Some(globs)) if globs.last() != Some(&(index, glob)) => {
                            globs.push((index, glob));
                        }
                        (Rest::Some, ..) | (_, None, _) => {}
                    }
                }
            }
        }
        for (place, globs) in places.iter_mut().zip(&further) {
            place.further = Globs::new(globs);
        }
        let numbered = steps.iter().zip(1..).map(|((at, text), next)| (*at, text.as_str(), next));
        Self { steps: Table::of(&numbered), places }
    }

    /// Finds the guardrails laid over a method and a decoded path.
    pub(crate) fn over(&self, guardrails: &[Guardrail], method: Method, path: &str) -> Matched {
        let mut matched = Matched::default();
        if guardrails.is_empty() {
            return matched;
        }
        let mut found = |index: u32| {
            let guardrail = guardrails.get(index as usize);
            if guardrail.is_some_and(|guardrail| guardrail.methods.contains(&method)) {
                matched.add(index);
            }
        };
        let mut place = self.places.first();
        let mut at = 0;
        let mut segments = path.strip_prefix('/').map(|path| path.split('/'));
        while let Some(here) = place {
            here.below.iter().for_each(|index| found(*index));
            here.further.find(path, &mut found);
            let Some(segment) = segments.as_mut().and_then(Iterator::next) else {
                here.here.iter().for_each(|index| found(*index));
                break;
            };
            place = self.steps.get(at, Text::new(segment.as_bytes())).and_then(|next| {
                at = *next;
                self.places.get(at as usize)
            });
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

/// What follows the literal segments at a glob's beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    Nothing,
    All,
    Some,
}

/// Splits a glob after the whole segments at its beginning that hold no wildcard.
fn split(flat: &Flat) -> (Vec<String>, Rest) {
    let mut segments = Vec::new();
    let Some(rest) = flat.signs().strip_prefix(&[Sign::Literal('/')]) else {
        return (segments, Rest::Some);
    };
    let mut parts = rest.split(|sign| *sign == Sign::Literal('/'));
    while let Some(part) = parts.next() {
        let text: Option<String> = part.iter().map(|sign| sign.literal()).collect();
        match text {
            Some(text) => segments.push(text),
            None if part == [Sign::Segments] && parts.next().is_none() => {
                return (segments, Rest::All);
            }
            None => return (segments, Rest::Some),
        }
    }
    (segments, Rest::Nothing)
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
