//! Every set of at most two route keys of a small universe, against every short path.

use engine::{Engine, Method, Request, RouteKey};

use crate::oracle;
use crate::strategies::compile;

/// All patterns of at most three segments over two literals, a variable and a greedy variable.
fn keys() -> Vec<String> {
    let mut grown = vec![String::new()];
    let mut patterns = vec!["/".to_owned()];
    for at in 0..3 {
        let mut longer = Vec::new();
        for pattern in &grown {
            patterns.push(format!("{pattern}/{{r{at}+}}"));
            for segment in ["a", "b", &format!("{{v{at}}}")] {
                longer.push(format!("{pattern}/{segment}"));
            }
        }
        patterns.extend(longer.iter().cloned());
        grown = longer;
    }
    let both = |pattern: &String| [format!("GET {pattern}"), format!("ANY {pattern}")];
    let mut keys: Vec<String> = patterns.iter().flat_map(both).collect();
    keys.push("$default".to_owned());
    keys
}

/// All paths of at most four segments over three literals and the empty one.
fn paths() -> Vec<String> {
    let mut paths = Vec::new();
    let mut grown = vec![String::new()];
    for _ in 0..4 {
        let longer = |path: &String| ["a", "b", "c", ""].map(|segment| format!("{path}/{segment}"));
        grown = grown.iter().flat_map(longer).collect();
        paths.extend(grown.iter().cloned());
    }
    paths
}

fn engine(keys: &[&String], reading: &str) -> Engine {
    let routes: String =
        keys.iter().map(|key| format!("  \"{key}\": {{ public: true }}\n")).collect();
    compile(&format!("version: 1\nambiguous_paths: {reading}\nroutes:\n{routes}"))
}

fn assert_agrees(engine: &Engine, method: Method, request: &Request, path: &str) {
    let expected = oracle::select(engine.policy().routes(), method, path);
    let decision = engine.decide(request, 0);
    let got = decision.route().map(|route| &route.key);
    assert_eq!(got, expected.as_ref().map(|(route, _)| &route.key), "{method} {path}");
    let own = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    let variables: Vec<_> = decision.variables().map(own).collect();
    assert_eq!(variables, expected.map(|(_, captures)| captures).unwrap_or_default());
}

#[test]
fn every_pair_of_small_routes_takes_what_the_oracle_says() {
    let (keys, paths) = (keys(), paths());
    assert_eq!((keys.len(), paths.len()), (107, 340));
    let plain = paths.iter().filter(|path| oracle::read_path(path.as_bytes()).is_some());
    let requests: Vec<_> = plain
        .flat_map(|path| [Method::Get, Method::Post].map(|method| (method, path)))
        .map(|(method, path)| (method, Request::new(method.as_str(), path), path))
        .collect();
    assert_eq!(requests.len(), 160 * 2);
    let parsed: Vec<RouteKey> = keys.iter().map(|key| key.parse().unwrap()).collect();
    let takes: Vec<Vec<bool>> = parsed
        .iter()
        .map(|key| requests.iter().map(|(m, _, path)| oracle::take(key, *m, path).is_some()))
        .map(Iterator::collect)
        .collect();
    for first in 0..keys.len() {
        for second in first + 1..keys.len() {
            let engine = engine(&[&keys[first], &keys[second]], "deny");
            for (at, (method, request, path)) in requests.iter().enumerate() {
                if takes[first][at] || takes[second][at] {
                    assert_agrees(&engine, *method, request, path);
                } else {
                    assert_eq!(engine.decide(request, 0).status(), 404, "{method} {path}");
                }
            }
        }
    }
}

/// Read as the gateway reads them, empty segments reach the matcher.
#[test]
fn every_small_route_takes_what_the_oracle_says_also_of_empty_segments() {
    for key in keys() {
        let (strict, loose) = (engine(&[&key], "deny"), engine(&[&key], "as_gateway"));
        for path in paths() {
            for method in [Method::Get, Method::Post] {
                let request = Request::new(method.as_str(), &path);
                assert_agrees(&loose, method, &request, &path);
                if oracle::read_path(path.as_bytes()).is_none() {
                    assert_eq!(strict.decide(&request, 0).status(), 400, "{path}");
                }
            }
        }
    }
}
