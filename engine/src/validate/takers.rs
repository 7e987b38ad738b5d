//! Which routes take the requests that another could.

use std::collections::HashMap;

use crate::method::{Method, RouteMethod};
use crate::path_pattern::{PathPattern, Segment, Shape};
use crate::policy::{AmbiguousPaths, Route};
use crate::route_key::RouteKey;

/// Which methods have a route of a shape.
pub(super) struct Shapes<'r> {
    own: HashMap<(Method, Shape<'r>), &'r Route>,
    any: HashMap<Shape<'r>, &'r Route>,
}

impl<'r> Shapes<'r> {
    /// Keeps what is asked for: the shapes of `ANY` routes, and the shortest ones.
    pub(super) fn new(routes: &'r [Route]) -> Self {
        let mut shapes = Self { own: HashMap::new(), any: HashMap::new() };
        for route in routes {
            if let RouteKey::Path(RouteMethod::Any, pattern) = &route.key {
                shapes.any.insert(pattern.shape(), route);
            }
        }
        for route in routes {
            if let RouteKey::Path(RouteMethod::Only(method), pattern) = &route.key
                && (pattern.segments().len() <= 2 || shapes.any.contains_key(&pattern.shape()))
            {
                shapes.own.insert((*method, pattern.shape()), route);
            }
        }
        shapes
    }

    /// Returns the route of a shape that takes a method.
    pub(super) fn taker(&self, method: Method, path: &str) -> Option<&'r Route> {
        let pattern = path.parse::<PathPattern>().ok()?;
        let shape = pattern.shape();
        let own = self.own.get(&(method, shape)).or_else(|| self.any.get(&shape));
        own.copied()
    }

    /// Returns the routes that take every path from the root before `/{p+}` is asked.
    fn covering(&self, method: Method, paths: AmbiguousPaths) -> Option<Vec<&'r Route>> {
        let taker = |path| self.taker(method, path);
        let all = || ["/", "/{a}", "/{a}/{b+}"].into_iter().map(taker).collect();
        if paths == AmbiguousPaths::Deny { all() } else { None }
    }

    /// Returns the routes that take all that a route could, where they do.
    pub(super) fn takers(&self, route: &Route, paths: AmbiguousPaths) -> Option<Vec<&'r Route>> {
        let mut all: Vec<&Route> = Vec::new();
        for method in methods(route) {
            let own = match &route.key {
                RouteKey::Default => {
                    let rest = self.taker(method, "/{p+}").map(|one| vec![one]);
                    rest.or_else(|| self.covering(method, paths))
                }
                RouteKey::Path(own, pattern) => {
                    let exact = self.own.get(&(method, pattern.shape()));
                    let exact = exact.filter(|_| *own == RouteMethod::Any).map(|one| vec![*one]);
                    let is_rest = matches!(pattern.segments(), [Segment::Greedy(_)]);
                    exact.or_else(|| self.covering(method, paths).filter(|_| is_rest))
                }
            };
            all.extend(own?);
        }
        all.sort_by_key(|one| one.span);
        all.dedup_by_key(|one| one.span);
        Some(all)
    }
}

/// Returns the methods that a route could take.
pub(super) fn methods(route: &Route) -> Vec<Method> {
    match &route.key {
        RouteKey::Default => Method::ALL.to_vec(),
        RouteKey::Path(own, _) => own.methods().collect(),
    }
}
