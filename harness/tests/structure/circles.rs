//! No file imports, over however many others, itself.
//!
//! Paths count that begin with `crate`, `super` or `self`, and what `lib.rs` re-exports.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    paths::paths,
    tree::{CRATES, File, files},
};

type Module = Vec<String>;

/// Resolves the paths of one crate to its files.
struct Resolver {
    modules: BTreeSet<Module>,
    /// What `lib.rs` re-exports, by name.
    exports: BTreeMap<String, Module>,
}

impl Resolver {
    fn new(files: &[File]) -> Self {
        let modules = files.iter().map(|file| file.module.clone()).collect();
        let mut resolver = Self { modules, exports: BTreeMap::new() };
        let lib = files.iter().find(|file| file.module.is_empty()).unwrap();
        for path in paths(&lib.tokens) {
            if let (Some(name), Some(module)) = (path.last(), resolver.file(&[], &path)) {
                resolver.exports.insert(name.clone(), module);
            }
        }
        resolver
    }

    /// Returns the file that a path written in `here` leads to; none outside of the crate.
    fn file(&self, here: &[String], path: &[String]) -> Option<Module> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let (base, rest) = match path.first()?.as_str() {
            "crate" => (&[][..], path.get(1..)?),
            "self" => (here, path.get(1..)?),
            "super" => (here.get(..here.len().checked_sub(supers)?)?, path.get(supers..)?),
            // A parent that calls into a child: `check::run`.
            child if self.modules.contains(&[here, &[child.to_owned()]].concat()) => (here, path),
            _ => return None,
        };
        let whole = [base, rest].concat();
        let is_file = |end: &usize| self.modules.contains(whole.get(..*end).unwrap_or_default());
        let end = (0..=whole.len()).rev().find(is_file)?;
        let export = whole.first().filter(|_| end == 0).and_then(|name| self.exports.get(name));
        Some(export.cloned().unwrap_or_else(|| whole.get(..end).unwrap_or_default().to_vec()))
    }
}

/// Returns the way from `at` back to `goal`, if there is one.
fn way_back(
    graph: &BTreeMap<Module, BTreeSet<Module>>,
    at: &Module,
    goal: &Module,
    seen: &mut BTreeSet<Module>,
) -> Option<Vec<Module>> {
    for next in graph.get(at)? {
        if next == goal {
            return Some(vec![at.clone(), goal.clone()]);
        }
        if seen.insert(next.clone())
            && let Some(mut way) = way_back(graph, next, goal, seen)
        {
            way.insert(0, at.clone());
            return Some(way);
        }
    }
    None
}

#[test]
fn no_file_imports_in_a_circle() {
    for name in CRATES {
        let files = files(name);
        let resolver = Resolver::new(&files);
        let mut graph = BTreeMap::new();
        for file in &files {
            let paths = paths(&file.tokens);
            let imports = paths.iter().filter_map(|path| resolver.file(&file.module, path));
            let imports: BTreeSet<Module> = imports.filter(|to| *to != file.module).collect();
            graph.insert(file.module.clone(), imports);
        }
        assert!(
            graph.values().map(BTreeSet::len).sum::<usize>() > files.len(),
            "{name}: few imports"
        );
        for module in graph.keys() {
            if let Some(way) = way_back(&graph, module, module, &mut BTreeSet::new()) {
                let way: Vec<String> = way.iter().map(|module| module.join("/")).collect();
                panic!("{name}/src: a circle of imports: {}", way.join(" -> "));
            }
        }
    }
}
