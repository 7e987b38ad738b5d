//! Texts of variables that are to be told apart, because a claim is compared to them and to other
//! texts and globs at once.

use engine::{Glob, Policy, RouteKey, Segment};

use super::{
    super::refusal::Refusal,
    chains::{Bit, Chains, PatternId, Token},
    segment::Pattern,
    texts::{Text, Texts},
};

/// A variable of a route whose text is to be told apart from some others.
#[derive(Clone, Debug)]
pub struct Told<'q> {
    /// The side of the route.
    pub side: usize,
    /// The route, an index into [`Policy::routes`]; only its cells are asked for.
    pub route: usize,
    /// The variable, by its place among those of the route.
    pub variable: usize,
    /// Each of these texts is a class of its own.
    pub strings: Vec<&'q str>,
    /// Other texts are told apart by which of these take them.
    pub globs: Vec<&'q Glob>,
}

/// A question about a segment of the path, or about all from there on.
#[derive(Clone, Debug)]
pub(super) struct ToldSegment {
    pub(super) segment: usize,
    pub(super) is_rest: bool,
    pub(super) strings: Vec<Text>,
    pub(super) patterns: Vec<PatternId>,
    /// For each string of the rest the bit that takes it.
    pub(super) bits: Vec<Bit>,
}

impl ToldSegment {
    pub(super) fn new(
        told: &Told<'_>,
        sides: &[&Policy],
        chains: &mut Chains,
        texts: &mut Texts,
    ) -> Result<Self, Refusal> {
        let key = sides.get(told.side).and_then(|policy| policy.routes().get(told.route));
        let segments = match key.map(|route| &route.key) {
            Some(RouteKey::Path(_, pattern)) => pattern.segments(),
            Some(RouteKey::Default) | None => &[],
        };
        let mut variables =
            segments.iter().enumerate().filter(|(_, one)| !matches!(one, Segment::Literal(_)));
        let Some((segment, variable)) = variables.nth(told.variable) else {
            return Err(Refusal::new("unknown-variable", "the route has no such variable"));
        };
        let is_rest = matches!(variable, Segment::Greedy(_));
        if is_rest && !told.globs.is_empty() {
            let message = "a claim is compared to the rest of a path and to a glob at once";
            return Err(Refusal::new("unsupported-greedy-binding", message));
        }
        let mut strings: Vec<&str> = told.strings.clone();
        strings.sort_unstable();
        strings.dedup();
        let bits = strings.iter().filter(|_| is_rest).map(|text| {
            chains.single(text.split('/').map(|text| Token::Text(texts.intern(text))).collect())
        });
        let bits = bits.collect();
        let patterns = told.globs.iter().map(|glob| {
            let pattern = Pattern::claim(glob.alternatives());
            chains.pattern_id(pattern)
        });
        let patterns = patterns.collect();
        let strings = strings.into_iter().map(|text| texts.intern(text)).collect();
        Ok(Self { segment, is_rest, strings, patterns, bits })
    }
}
