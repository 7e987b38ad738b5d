//! Routes that take the same requests, of which one takes precedence: what they ask for, exchanged.

use engine::{Access, Edit, PathPattern, Route, RouteKey, Segment};

use super::brood::Brood;
use super::operator::Operator;

/// Lets every two rivals exchange what they ask for.
pub(super) fn mutate(brood: &mut Brood<'_>) {
    let routes = brood.policy.routes();
    for (index, one) in routes.iter().enumerate() {
        for (other_index, other) in routes.iter().enumerate().skip(index + 1) {
            if !are_rivals(one, other) || is_same(&one.access, &other.access) {
                continue;
            }
            let exchanged = |index, own: &Route, other: &Route| Edit::Route {
                index,
                key: own.key.clone(),
                access: other.access.clone(),
            };
            let edits = vec![exchanged(index, one, other), exchanged(other_index, other, one)];
            let told = format!("{} and {}: exchanged what they ask for", one.name, other.name);
            brood.add(Operator::PrecedenceSwapped, one.span, told, edits);
        }
    }
}

fn are_rivals(one: &Route, other: &Route) -> bool {
    match (&one.key, &other.key) {
        (RouteKey::Path(method, one), RouteKey::Path(other_method, other)) => {
            method.methods().any(|method| other_method.takes(method)) && overlap(one, other)
        }
        (RouteKey::Default, _) | (_, RouteKey::Default) => false,
    }
}

/// Returns whether both patterns take one path.
fn overlap(one: &PathPattern, other: &PathPattern) -> bool {
    let (mut ones, mut others) = (one.segments().iter(), other.segments().iter());
    loop {
        match (ones.next(), others.next()) {
            (None, None)
            | (Some(Segment::Greedy(_)), Some(_))
            | (Some(_), Some(Segment::Greedy(_))) => return true,
            (None, Some(_)) | (Some(_), None) => return false,
            (Some(Segment::Literal(one)), Some(Segment::Literal(other))) if one != other => {
                return false;
            }
            (Some(Segment::Literal(root)), Some(Segment::Variable(_)))
            | (Some(Segment::Variable(_)), Some(Segment::Literal(root)))
                if root.is_empty() =>
            {
                return false;
            }
            (Some(_), Some(_)) => {}
        }
    }
}

fn is_same(one: &Access, other: &Access) -> bool {
    match (one, other) {
        (Access::Public, Access::Public) => true,
        (
            Access::Protected { authorizer, requirement },
            Access::Protected { authorizer: other, requirement: own },
        ) => authorizer == other && requirement == own,
        (Access::Public, Access::Protected { .. }) | (Access::Protected { .. }, Access::Public) => {
            false
        }
    }
}
