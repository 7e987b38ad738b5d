//! Real route sets by others, read from the folder that `CORPORA` names and never committed.
//!
//! What is not there is left out aloud, and so is what a format of segments cannot say.

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use engine::RouteKey;
use serde_json::Value;

use crate::routes::RouteSet;

/// A real set: its routes with their own methods, or one method for all.
#[derive(Debug)]
pub struct RealSet {
    /// The name in reports.
    pub name: &'static str,
    /// Distinct paths of the set, under `GET`, so that peers that know no methods can take it.
    pub paths: RouteSet,
    /// What was left out, and why.
    pub left_out: String,
}

/// Where the sets lie, if `CORPORA` says so.
pub fn folder() -> Option<PathBuf> {
    env::var_os("CORPORA").map(PathBuf::from).filter(|folder| folder.is_dir())
}

/// Reads every set there is.
pub fn real_sets() -> Vec<RealSet> {
    let sets = [
        tab_separated("github", "route-lists/github.tsv", 1),
        tab_separated("kubernetes", "route-lists/kubernetes.tsv", 1),
        tab_separated("aws-rest", "route-lists/aws-rest-services.tsv", 2),
        json_lines("google", "google-discovery/methods.jsonl"),
        json_lines("msgraph", "msgraph-permissions/routes.jsonl"),
    ];
    sets.into_iter().flatten().collect()
}

/// The 130 shortest paths of the GitHub list: as long on average as those of the list of 130 that
/// routers are commonly measured with.
pub fn github_130() -> Option<RouteSet> {
    let text = read("route-lists/github.tsv")?;
    let paths: BTreeSet<&str> = text.lines().filter_map(|line| line.split('\t').nth(1)).collect();
    let mut paths: Vec<&str> = paths.into_iter().collect();
    paths.sort_by_key(|path| path.len());
    let (mut keys, _refused) = keys(paths.into_iter());
    keys.truncate(130);
    Some(RouteSet::new(keys))
}

fn tab_separated(name: &'static str, file: &str, column: usize) -> Option<RealSet> {
    let text = read(file)?;
    let lines = text.lines().filter_map(|line| line.split('\t').nth(column));
    Some(real_set(name, lines.map(|path| path.split('?').next().unwrap_or(path))))
}

fn json_lines(name: &'static str, file: &str) -> Option<RealSet> {
    let text = read(file)?;
    let path = |line: &str| {
        let object: Value = serde_json::from_str(line).expect("a line is an object");
        let path = object.get("flat").or_else(|| object.get("path")).and_then(Value::as_str);
        path.unwrap_or("").to_owned()
    };
    let paths: Vec<String> = text.lines().map(path).collect();
    Some(real_set(name, paths.iter().map(String::as_str)))
}

fn real_set<'a>(name: &'static str, paths: impl Iterator<Item = &'a str>) -> RealSet {
    let (keys, refused) = keys(paths);
    RealSet {
        name,
        paths: RouteSet::new(keys),
        left_out: format!("{refused} no route keys or of a known shape"),
    }
}

/// Makes keys of the paths that are some, one for each shape.
fn keys<'a>(paths: impl Iterator<Item = &'a str>) -> (Vec<RouteKey>, usize) {
    let (mut shapes, mut keys, mut refused) = (BTreeSet::new(), Vec::new(), 0);
    for path in paths {
        let slash = if path.starts_with('/') { "" } else { "/" };
        match format!("GET {slash}{path}").parse() {
            Ok(RouteKey::Path(method, pattern)) if shapes.insert(pattern.shape().to_string()) => {
                keys.push(RouteKey::Path(method, pattern));
            }
            _ => refused += 1,
        }
    }
    (keys, refused)
}

#[expect(clippy::disallowed_methods, reason = "the corpora are no input of a user's")]
pub(crate) fn read(file: &str) -> Option<String> {
    let Some(folder) = folder() else {
        eprintln!("{file}: left out, CORPORA names no folder");
        return None;
    };
    let text = fs::read_to_string(folder.join(file));
    if text.is_err() {
        eprintln!("{file}: left out, it is not in the folder CORPORA names");
    }
    text.ok()
}
