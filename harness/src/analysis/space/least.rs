//! The least sets of guardrails for each method and its winners.

use std::mem;

use engine::Method;

use super::{
    chains::Bit,
    method_set::MethodSet,
    paths::{PathId, Paths},
    texts::Texts,
};

/// Where a shape's walk has ended: a cell before it is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) method: Method,
    /// By side.
    pub(super) winners: Vec<Option<usize>>,
    pub(super) told: Vec<u32>,
    /// Guardrails' bits that match path and method; sorted.
    pub(super) laid: Vec<Bit>,
    pub(super) path: PathId,
}

/// Keeps of all ends those of which no other has fewer guardrails, and of equal ones the best path.
#[derive(Debug)]
pub(super) struct Least<'s> {
    /// The methods of each guardrail's bit.
    methods: &'s [MethodSet],
    /// Ends of the shape that is walked.
    ends: Vec<End>,
    /// Ends of shapes that are done.
    done: Vec<End>,
}

impl<'s> Least<'s> {
    pub(super) fn new(methods: &'s [MethodSet]) -> Self {
        Self { methods, ends: Vec::new(), done: Vec::new() }
    }

    /// Returns the guardrails among some bits that speak of a method.
    pub(super) fn laid(&self, accepted: &[Bit], method: Method) -> Vec<Bit> {
        let speaks = |bit: &&Bit| {
            self.methods.get(**bit as usize).is_some_and(|methods| methods.contains(method))
        };
        accepted.iter().filter(speaks).copied().collect()
    }

    pub(super) fn add(&mut self, end: End, paths: &Paths, texts: &Texts) {
        let alike = |one: &End| {
            one.method == end.method && one.winners == end.winners && one.told == end.told
        };
        for known in self.ends.iter_mut().filter(|one| alike(one)) {
            if known.laid == end.laid {
                if paths.compare(end.path, known.path, texts).is_lt() {
                    known.path = end.path;
                }
                return;
            }
            if is_within(&known.laid, &end.laid) {
                return;
            }
        }
        self.ends.retain(|one| !alike(one) || !is_within(&end.laid, &one.laid));
        self.ends.push(end);
    }

    /// Ends the walk of a shape.
    pub(super) fn finish_shape(&mut self) {
        self.done.append(&mut self.ends);
    }

    /// Returns all ends, in the order in which shapes were walked.
    pub(super) fn take(&mut self) -> Vec<End> {
        self.finish_shape();
        mem::take(&mut self.done)
    }
}

/// Returns whether one sorted list is a part of another.
fn is_within(part: &[Bit], whole: &[Bit]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|bit| rest.any(|own| own == bit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_least_sets_stay_and_of_equal_ones_the_shorter_path() {
        let (mut paths, mut texts) = (Paths::new(), Texts::new());
        let (a, b) = (texts.intern("a"), texts.intern("bb"));
        let (short, long) = (paths.push(0, a, &texts), paths.push(0, b, &texts));
        let mut least = Least::new(&[]);
        let end = |laid: &[Bit], path| End {
            method: Method::Get,
            winners: vec![None],
            told: Vec::new(),
            laid: laid.to_vec(),
            path,
        };
        for (laid, path) in [(&[1, 2][..], short), (&[2], long), (&[1, 3], long), (&[1, 3], short)]
        {
            least.add(end(laid, path), &paths, &texts);
        }
        least.add(end(&[1, 2, 3], short), &paths, &texts);
        assert_eq!(least.take(), [end(&[2], long), end(&[1, 3], short)]);
    }
}
