//! What a file may be named, how long it may be, and what it may name.

use std::fs;

use crate::{
    paths::paths,
    tree::{CRATES, File, files, folder},
};

fn naming<'a>(files: &'a [File], word: &str) -> Vec<&'a str> {
    let named = files.iter().filter(|file| file.tokens.iter().any(|token| token == word));
    named.map(|file| file.name.as_str()).collect()
}

fn with_path<'a>(files: &'a [File], start: &[&str]) -> Vec<&'a str> {
    let starts = |path: &Vec<String>| {
        path.len() >= start.len() && path.iter().zip(start).all(|(one, other)| one == other)
    };
    let named = files.iter().filter(|file| paths(&file.tokens).iter().any(starts));
    named.map(|file| file.name.as_str()).collect()
}

#[test]
fn no_file_has_more_than_300_lines_but_those_that_the_design_names() {
    for name in CRATES {
        let design = fs::read_to_string(folder(name).join("DESIGN.md")).unwrap();
        let named = design.split("\n\n").find(|text| text.starts_with("Over 300 lines:"));
        for File { name: file, lines, .. } in files(name) {
            let excused = named.is_some_and(|named| named.contains(&format!("`{file}`")));
            assert!(lines <= 300 || excused, "{name}/src/{file} has {lines} lines");
        }
    }
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    for name in CRATES {
        for file in files(name) {
            let stem = file.module.last().map_or("lib", String::as_str);
            let single = stem.strip_suffix('s').unwrap_or(stem);
            let empty = ["util", "helper", "common", "misc"].contains(&single) || stem == "misc";
            assert!(!empty, "{name}/src/{} says nothing by its name", file.name);
        }
    }
}

#[test]
fn each_crate_that_reads_for_us_is_named_in_one_file() {
    let (engine, harness) = (files("engine"), files("harness"));
    for (word, file) in
        [("serde_yaml", "parse.rs"), ("globset", "glob.rs"), ("jsonwebtoken", "signature.rs")]
    {
        assert_eq!(naming(&engine, word), [file], "files of engine/src that name {word}");
    }
    assert_eq!(with_path(&harness, &["rsa"]), ["mint/rsa_key.rs"], "files that name rsa");
    assert_eq!(naming(&harness, "serde_yaml"), [""; 0], "files of harness/src with serde_yaml");
}

#[test]
fn the_engine_is_pure() {
    let engine = files("engine");
    for module in ["fs", "env", "io"] {
        assert_eq!(with_path(&engine, &["std", module]), [""; 0], "files that name std::{module}");
    }
    for word in ["SystemTime", "println"] {
        assert_eq!(naming(&engine, word), [""; 0], "files that name {word}");
    }
}
