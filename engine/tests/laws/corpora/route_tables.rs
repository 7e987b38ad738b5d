//! Tables of other route matchers: the same route and captures, or a difference that has a name.

use engine::{Engine, Request};
use serde_json::Value;

use super::{Tally, read_json, translate};
use crate::strategies::compile;

/// Compiles what can be said of a set of patterns; leaving out others than the one expected
/// changes no expectation.
fn engine(keys: &[Result<String, &'static str>]) -> Engine {
    let mut lines: Vec<String> =
        keys.iter().flatten().map(|key| format!("  \"{key}\": {{ public: true }}\n")).collect();
    lines.dedup();
    if lines.is_empty() {
        lines.push("  POST /never: { public: true }\n".to_owned());
    }
    compile(&format!("version: 1\nroutes:\n{}", lines.concat()))
}

/// What another matcher decided: its route and the values it captured, in order.
type Expected = Option<(Result<String, &'static str>, Vec<String>)>;

fn compare(
    tally: &mut Tally,
    engine: &Engine,
    (method, path): (&str, &str),
    expected: Expected,
    loose: bool,
) {
    let expected = match expected {
        None => None,
        Some((Err(cause), _)) => return tally.skip(cause),
        Some((Ok(key), captured)) => Some((key, captured)),
    };
    if expected.is_none() && engine.policy().routes()[0].name == "POST /never" {
        return tally.skip("no pattern of the set can be said");
    }
    let request = Request::new(method, path);
    let decision = engine.decide(&request, 0);
    let captured = decision.variables().map(|(_, text)| text.to_owned()).collect::<Vec<_>>();
    let got = decision.route().map(|route| (route.name.clone(), captured));
    let ambiguous = decision.status() == 400;
    let cause = match (&got, &expected) {
        (None, Some(_)) if ambiguous => Some("ambiguous path"),
        (None, Some(_)) if !method.bytes().all(|sign| sign.is_ascii_uppercase()) => {
            Some("method in lower case")
        }
        (None, Some(_)) if loose && path.ends_with('/') => Some("optional trailing slash"),
        (None, Some((key, _))) if loose && key.to_lowercase().contains(&path.to_lowercase()) => {
            Some("case of letters")
        }
        (_, Some((key, _))) if method == "HEAD" && key.starts_with("GET") => Some("HEAD by GET"),
        (Some((key, own)), None)
            if key.ends_with("+}") && own.last().is_some_and(String::is_empty) =>
        {
            Some("greedy variable that takes nothing")
        }
        _ => None,
    };
    tally.take(got == expected, cause, || format!("{method} {path}: {got:?}, not {expected:?}"));
}

fn texts(values: &Value) -> Vec<String> {
    let text = |value: &Value| match value.as_array() {
        Some(parts) => parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("/"),
        None => value.as_str().unwrap_or("").to_owned(),
    };
    match values {
        Value::Object(members) => members.values().map(text).collect(),
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// The captures in the order of the pattern; the corpora's objects are sorted by name.
fn captures(key: &Result<String, &'static str>, values: &Value) -> Vec<String> {
    let Ok(Ok(engine::RouteKey::Path(_, pattern))) = key.as_ref().map(|key| key.parse()) else {
        return Vec::new();
    };
    pattern.variables().flat_map(|name| texts(&serde_json::json!([values[name]]))).collect()
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn matchit_agrees() {
    let mut tally = Tally::default();
    for table in read_json("route-tables/matchit.json").as_array().unwrap() {
        let patterns = texts(&table["routes"]);
        let keys: Vec<_> = patterns.iter().map(|pattern| translate::matchit(pattern)).collect();
        let engine = engine(&keys);
        for case in table["cases"].as_array().unwrap() {
            let expected = case["route"].as_str().map(|pattern| {
                let key = translate::matchit(pattern);
                let own = captures(&key, &case["params"]);
                (key, own)
            });
            compare(&mut tally, &engine, ("GET", case["path"].as_str().unwrap()), expected, false);
        }
    }
    tally.assert(87, &[("greedy variable that takes nothing", 3)]);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn path_to_regexp_agrees() {
    let mut tally = Tally::default();
    for set in read_json("route-tables/path-to-regexp.json").as_array().unwrap() {
        let options = &set["options"];
        let loose = options["trailing"] != false;
        let key = match set["path"].as_str() {
            _ if options["end"] == false => Err("prefix of a path"),
            _ if options["decode"] == false || !options["delimiter"].is_null() => Err("option"),
            None => Err("pattern that is no text"),
            Some(pattern) => translate::path_to_regexp(pattern),
        };
        let engine = engine(std::slice::from_ref(&key));
        for case in set["tests"].as_array().unwrap() {
            let expected = case["expected"]
                .is_object()
                .then(|| (key.clone(), captures(&key, &case["expected"]["params"])));
            let path = case["input"].as_str().unwrap();
            compare(&mut tally, &engine, ("GET", path), expected, loose);
        }
    }
    tally.assert(
        20,
        &[
            ("ambiguous path", 1),
            ("greedy variable that takes nothing", 1),
            ("optional trailing slash", 2),
        ],
    );
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn urlpattern_agrees() {
    let mut tally = Tally::default();
    for entry in read_json("route-tables/urlpattern.json").as_array().unwrap() {
        let only = |value: &Value| {
            let one = value.as_object().filter(|object| object.len() == 1);
            one.and_then(|object| object.get("pathname")?.as_str()).map(str::to_owned)
        };
        let (Some(pattern), Some(path)) = (only(&entry["pattern"][0]), only(&entry["inputs"][0]))
        else {
            tally.skip("more than a path");
            continue;
        };
        let key = translate::urlpattern(&pattern);
        let engine = engine(std::slice::from_ref(&key));
        let groups = &entry["expected_match"]["pathname"]["groups"];
        let expected = groups.is_object().then(|| (key.clone(), captures(&key, groups)));
        // A second argument of the pattern is the option that ignores case.
        let loose = entry["pattern"].as_array().is_some_and(|pattern| pattern.len() > 1);
        compare(&mut tally, &engine, ("GET", &path), expected, loose);
    }
    tally.assert(15, &[("ambiguous path", 1), ("case of letters", 1)]);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_mux_of_go_agrees() {
    let mut tally = Tally::default();
    for table in read_json("route-tables/go-servemux.json").as_array().unwrap() {
        let patterns = texts(&table["patterns"]);
        let keys: Vec<_> = patterns.iter().map(|pattern| translate::servemux(pattern)).collect();
        let engine = engine(&keys);
        for case in table["cases"].as_array().unwrap() {
            let expected = case["pattern"]
                .as_str()
                .map(|pattern| (translate::servemux(pattern), texts(&case["matches"])));
            let line = (case["method"].as_str().unwrap(), case["path"].as_str().unwrap());
            compare(&mut tally, &engine, line, expected, false);
        }
    }
    tally.assert(20, &[("HEAD by GET", 1), ("method in lower case", 7)]);
}
