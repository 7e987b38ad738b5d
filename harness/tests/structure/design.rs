//! The tables of DESIGN.md name every file at the top of a crate, and nothing else.

use std::{collections::BTreeMap, fs};

use crate::tree::{CRATES, files, folder};

/// Returns the names in the second column of the table, and whether "and below" follows them.
fn named(design: &str) -> BTreeMap<&str, bool> {
    let rows = design.lines().filter(|line| line.starts_with("| "));
    let columns = rows.filter_map(|row| row.split('|').nth(2));
    let mut named = BTreeMap::new();
    for column in columns {
        let mut pieces = column.split('`').skip(1);
        while let (Some(name), Some(after)) = (pieces.next(), pieces.next()) {
            named.insert(name, after.starts_with(" and below"));
        }
    }
    named
}

#[test]
fn every_file_at_the_top_is_in_the_table_of_the_design() {
    for crate_name in CRATES {
        let design = fs::read_to_string(folder(crate_name).join("DESIGN.md")).unwrap();
        let named = named(&design);
        let files = files(crate_name);
        for file in &files {
            let top = file.module.first().map_or("lib", String::as_str);
            // The page of the harness's library is its list of modules.
            if (crate_name, top) == ("harness", "lib") {
                continue;
            }
            let below = named.get(top);
            assert!(below.is_some(), "{crate_name}/DESIGN.md does not name `{top}`");
            let told = file.module.len() < 2 || below == Some(&true);
            assert!(told, "{crate_name}/DESIGN.md does not say `{top}` and below: {}", file.name);
        }
        for name in named.keys() {
            let exists = files.iter().any(|file| file.name == format!("{name}.rs"));
            assert!(exists, "{crate_name}/DESIGN.md names `{name}`, which is no file");
        }
    }
}
