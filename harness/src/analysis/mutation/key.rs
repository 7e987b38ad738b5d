//! Mistakes in the key of a route: its method and its path.

use engine::{Edit, Method, PathPattern, Policy, Route, RouteKey, RouteMethod, Segment};

use super::brood::Brood;
use super::operator::Operator;

/// Makes every mistake in the key of a route.
pub(super) fn mutate(index: usize, brood: &mut Brood<'_>) {
    let policy = brood.policy;
    let Some(route) = policy.routes().get(index) else { return };
    let RouteKey::Path(method, pattern) = &route.key else { return };
    let with = |key| vec![Edit::Route { index, key, access: route.access.clone() }];
    match method {
        RouteMethod::Only(_) => {
            let key = RouteKey::Path(RouteMethod::Any, pattern.clone());
            let told = format!("{}: became {key}", route.name);
            brood.add(Operator::MethodAny, route.span, told, with(key));
        }
        RouteMethod::Any => drop_methods(index, route, pattern, brood),
    }
    for (operator, path) in paths(pattern) {
        let Ok(pattern) = path.parse::<PathPattern>() else { continue };
        let key = RouteKey::Path(*method, pattern);
        let told = format!("{}: became {key}", route.name);
        brood.add(operator, route.span, told, with(key));
    }
}

/// Leaves out one method after another: each other one gets a route of its own.
fn drop_methods(index: usize, route: &Route, pattern: &PathPattern, brood: &mut Brood<'_>) {
    let answered: Vec<Method> = Method::ALL
        .into_iter()
        .filter(|method| !is_taken(brood.policy, *method, pattern))
        .collect();
    for dropped in &answered {
        let mut edits = vec![Edit::RemoveRoute(index)];
        for method in answered.iter().filter(|method| *method != dropped) {
            let key = RouteKey::Path(RouteMethod::Only(*method), pattern.clone());
            let access = route.access.clone();
            edits.push(Edit::AddRoute { key, access, span: route.span });
        }
        let told = format!("{}: {dropped} left out", route.name);
        brood.add(Operator::MethodDropped, route.span, told, edits);
    }
}

/// Returns whether the method has a route of its own for these paths.
fn is_taken(policy: &Policy, method: Method, pattern: &PathPattern) -> bool {
    policy.routes().iter().any(|other| match &other.key {
        RouteKey::Path(RouteMethod::Only(own), other) => {
            *own == method && other.shape() == pattern.shape()
        }
        RouteKey::Path(RouteMethod::Any, _) | RouteKey::Default => false,
    })
}

/// Writes the pattern with one segment of another kind.
fn paths(pattern: &PathPattern) -> Vec<(Operator, String)> {
    let segments = pattern.segments();
    let names: Vec<&str> = pattern.variables().collect();
    let mut made = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        let last = at + 1 == segments.len();
        let mut change = |operator, new: String| made.push((operator, written(segments, at, &new)));
        match segment {
            Segment::Literal(text) if text.is_empty() => {}
            Segment::Literal(text) => {
                let name = fresh(text, &names);
                change(Operator::LiteralToVariable, format!("{{{name}}}"));
            }
            Segment::Variable(name) => {
                change(Operator::VariableToLiteral, name.clone());
                if last {
                    change(Operator::VariableToGreedy, format!("{{{name}+}}"));
                }
            }
            Segment::Greedy(name) => change(Operator::GreedyToVariable, format!("{{{name}}}")),
        }
    }
    made
}

fn written(segments: &[Segment], at: usize, new: &str) -> String {
    let text = |(index, segment): (usize, &Segment)| match segment {
        _ if index == at => format!("/{new}"),
        Segment::Literal(text) => format!("/{text}"),
        Segment::Variable(name) => format!("/{{{name}}}"),
        Segment::Greedy(name) => format!("/{{{name}+}}"),
    };
    segments.iter().enumerate().map(text).collect()
}

/// Makes the name of a variable of a literal, other than those that are there.
fn fresh(literal: &str, names: &[&str]) -> String {
    let plain = |sign: &char| sign.is_ascii_alphanumeric() || "_.:-".contains(*sign);
    let mut name: String = literal.chars().filter(plain).collect();
    while name.is_empty() || names.contains(&name.as_str()) {
        name.push('x');
    }
    name
}
