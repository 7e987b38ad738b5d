//! Every example of `specs/README.md` is read.

use std::fs;

use engine::{Severity, Source};

use crate::files::{findings, path};

/// A block of code: what follows the three backticks, and the text.
struct Block {
    info: String,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(info), None) => {
                open = Some(Block { info: info.to_owned(), text: String::new(), line: index + 1 });
            }
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

#[test]
fn every_example_is_valid_or_fails_as_it_says() {
    let page = fs::read_to_string(path("../specs/README.md")).unwrap();
    let (mut valid, mut failing) = (0, 0);
    for block in blocks(&page) {
        let Some(info) = block.info.strip_prefix("yaml") else { continue };
        let source = Source::new("README.md", block.text);
        let codes = |severity: Option<Severity>| -> Vec<&'static str> {
            let found = findings(&source, &path("../specs"));
            let wanted = found.iter().filter(|one| severity.is_none_or(|it| it == one.severity()));
            wanted.map(|one| one.code.as_str()).collect()
        };
        match info.trim() {
            "" => {
                assert_eq!(codes(Some(Severity::Error)), [""; 0], "line {}", block.line);
                valid += 1;
            }
            "fragment" => {}
            other => {
                let code = other.strip_prefix("error=").unwrap_or_else(|| panic!("{other}"));
                assert_eq!(codes(Some(Severity::Error)), [code], "line {}", block.line);
                failing += 1;
            }
        }
    }
    assert!(valid >= 4 && failing >= 3, "{valid} valid and {failing} failing examples");
}
