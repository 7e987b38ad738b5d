//! The examples of `policies/README.md` are run: a block tagged `yaml` is a valid policy, one
//! tagged `yaml error=CODE` raises that code, one tagged `yaml fragment` is part of a policy.

use std::path::Path;

use engine::{Policy, Settings, Source};

use crate::invalid::{findings, text};

/// The tags and texts of the fenced blocks of a page.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (tag, after) = after.split_once('\n').unwrap();
        let (block, after) = after.split_once("```\n").expect("a block that ends");
        blocks.push((tag, block));
        rest = after;
    }
    blocks
}

#[test]
fn the_examples_are_what_they_are_said_to_be() {
    let page = text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/README.md"));
    let blocks = blocks(&page);
    assert!(blocks.len() >= 4, "the page has lost its examples");
    for (tag, block) in blocks {
        let source = Source::new("policies/README.md", block);
        match tag.strip_prefix("yaml") {
            Some("") => {
                let settings = Settings { leave_unset: true, ..Settings::default() };
                let errors = Policy::from_source(&source, &settings).err();
                assert!(errors.is_none(), "{block}\n{errors:?}");
            }
            Some(error) if error != " fragment" => {
                let code = error.strip_prefix(" error=").expect("`error=CODE`");
                let found = findings(&source, &Settings::default());
                let raised = found.iter().any(|one| one.code.as_str() == code);
                assert!(raised, "{block}\n{found:?}");
            }
            Some(_) => {}
            None => panic!("an example that is no YAML: {tag}"),
        }
    }
}

#[test]
fn the_policies_beside_the_reference_are_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect();
    assert!(!paths.is_empty());
    for path in paths {
        let source = Source::new(path.display().to_string(), text(&path));
        let settings = Settings { leave_unset: true, ..Settings::default() };
        let errors = Policy::from_source(&source, &settings).err();
        assert!(errors.is_none(), "{errors:?}");
    }
}
