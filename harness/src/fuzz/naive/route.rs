//! Route choice: every route is asked, and those that match are ordered as documented.

use std::cmp::Ordering;

use engine::{Method, Route, RouteKey, RouteMethod, Segment};

/// Returns the route that takes a request.
pub(super) fn of<'p>(routes: &'p [Route], method: Method, path: &str) -> Option<&'p Route> {
    let own: Vec<&str> = segments(path);
    routes.iter().filter(|route| is_met(&route.key, method, &own)).min_by(|a, b| before(a, b))
}

/// Returns the variables of a route that takes a path, in order.
pub(super) fn variables(route: &Route, path: &str) -> Vec<(String, String)> {
    let RouteKey::Path(_, pattern) = &route.key else { return Vec::new() };
    let own = segments(path);
    let taken = pattern.segments().iter().enumerate().filter_map(|(at, segment)| match segment {
        Segment::Literal(_) => None,
        Segment::Variable(name) => Some((name.clone(), (*own.get(at)?).to_owned())),
        Segment::Greedy(name) => Some((name.clone(), own.get(at..)?.join("/"))),
    });
    taken.collect()
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').skip(1).collect()
}

fn is_met(key: &RouteKey, method: Method, own: &[&str]) -> bool {
    let RouteKey::Path(wanted, pattern) = key else { return true };
    let same_method = match wanted {
        RouteMethod::Any => true,
        RouteMethod::Only(wanted) => *wanted == method,
    };
    same_method && matches(pattern.segments(), own)
}

fn matches(pattern: &[Segment], own: &[&str]) -> bool {
    match (pattern.split_first(), own.split_first()) {
        (None, None) | (Some((Segment::Greedy(_), _)), Some(_)) => true,
        (Some((Segment::Literal(text), pattern)), Some((first, own))) => {
            text == first && matches(pattern, own)
        }
        (Some((Segment::Variable(_), pattern)), Some((first, own))) => {
            !first.is_empty() && matches(pattern, own)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// Which of two routes that take the same request comes first.
fn before(a: &Route, b: &Route) -> Ordering {
    let (RouteKey::Path(method_a, a), RouteKey::Path(method_b, b)) = (&a.key, &b.key) else {
        // `$default` comes last.
        return (a.key == RouteKey::Default).cmp(&(b.key == RouteKey::Default));
    };
    let greedy =
        |segments: &[Segment]| segments.iter().any(|one| matches!(one, Segment::Greedy(_)));
    let (a, b) = (a.segments(), b.segments());
    greedy(a)
        .cmp(&greedy(b))
        .then_with(|| {
            let pairs = a.iter().zip(b).map(|(a, b)| rank(a).cmp(&rank(b)));
            pairs.fold(Ordering::Equal, Ordering::then)
        })
        .then_with(|| (*method_a == RouteMethod::Any).cmp(&(*method_b == RouteMethod::Any)))
}

fn rank(segment: &Segment) -> u8 {
    match segment {
        Segment::Literal(_) => 0,
        Segment::Variable(_) => 1,
        Segment::Greedy(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use engine::{Policy, Settings, Source};

    use super::*;

    fn chosen(keys: &[&str], method: Method, path: &str) -> Option<String> {
        let routes: Vec<String> =
            keys.iter().map(|key| format!("  \"{key}\": {{ public: true }}\n")).collect();
        let text = format!("version: 1\nroutes:\n{}", routes.concat());
        let policy = Policy::from_source(&Source::new("p", text), &Settings::default());
        let policy = policy.unwrap().policy;
        of(policy.routes(), method, path).map(|route| route.name.clone())
    }

    /// The example of API Gateway's routes page.
    #[test]
    fn the_documented_example_is_followed() {
        let keys = [
            "GET /pets/dog/1",
            "GET /pets/dog/{id}",
            "GET /pets/{proxy+}",
            "ANY /{proxy+}",
            "$default",
        ];
        for (method, path, key) in [
            (Method::Get, "/pets/dog/1", "GET /pets/dog/1"),
            (Method::Get, "/pets/dog/2", "GET /pets/dog/{id}"),
            (Method::Get, "/pets/cat/1", "GET /pets/{proxy+}"),
            (Method::Post, "/test/5", "ANY /{proxy+}"),
            (Method::Post, "/pets/dog/1", "ANY /{proxy+}"),
        ] {
            assert_eq!(chosen(&keys, method, path).as_deref(), Some(key), "{path}");
        }
    }

    #[test]
    fn a_full_match_comes_first_then_literals_then_the_exact_method() {
        let keys = ["GET /pets/{a}/{b}", "GET /pets/dog/{proxy+}", "ANY /pets/dog/{b}"];
        assert_eq!(chosen(&keys, Method::Get, "/pets/dog/1").as_deref(), Some(keys[2]));
        assert_eq!(chosen(&keys, Method::Get, "/pets/cat/1").as_deref(), Some(keys[0]));
        let keys = ["ANY /{a}", "GET /{b}"];
        assert!(chosen(&keys[..1], Method::Get, "/").is_none());
    }
}
