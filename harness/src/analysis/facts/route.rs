//! What a route asks for, and where its variables stand.

use engine::{Access, PathPattern, Requirement, Route, RouteKey, Segment};

use crate::analysis::claim::Position;

/// Returns where a variable of a pattern stands.
pub(in crate::analysis) fn position(pattern: &PathPattern, name: &str) -> Option<Position> {
    (0..).zip(pattern.segments()).find_map(|(index, segment)| match segment {
        Segment::Variable(own) if own == name => Some(Position { index, greedy: false }),
        Segment::Greedy(own) if own == name => Some(Position { index, greedy: true }),
        Segment::Literal(_) | Segment::Variable(_) | Segment::Greedy(_) => None,
    })
}

/// Returns the pattern of a route; `$default` has none.
pub(in crate::analysis) fn pattern_of(route: &Route) -> Option<&PathPattern> {
    match &route.key {
        RouteKey::Path(_, pattern) => Some(pattern),
        RouteKey::Default => None,
    }
}

/// Returns what a route asks for; a public one asks for nothing.
pub(in crate::analysis) fn asked_of(route: &Route) -> Option<&Requirement> {
    match &route.access {
        Access::Protected { requirement, .. } => Some(requirement),
        Access::Public => None,
    }
}
