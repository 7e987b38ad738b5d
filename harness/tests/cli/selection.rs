//! `harness run`: which rows are run, and in which order they are told.

use std::fmt::Write as _;

use crate::harness::{Answer, Folder, POLICY};

/// Forty rows in two files; every tenth fails.
fn folder() -> Folder {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    for file in ["b", "a"] {
        let mut text = "version: 1\npolicy: ../policy.yaml\ncases:\n".to_owned();
        for row in 0..20 {
            let expect = if row % 10 == 9 { "403" } else { "allow" };
            writeln!(
                text,
                "  - {{ name: {file} row {row}, request: GET /open, expect: {expect} }}"
            )
            .unwrap();
        }
        folder.write(&format!("specs/{file}.yaml"), text);
    }
    folder
}

fn names(answer: &Answer) -> Vec<String> {
    let rows = answer.json()["rows"].as_array().unwrap().clone();
    rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

fn all() -> Vec<String> {
    let rows = |file: &'static str| (0..20).map(move |row| format!("{file} row {row}"));
    rows("a").chain(rows("b")).collect()
}

#[test]
fn rows_are_told_in_the_order_of_their_files_however_many_threads_run_them() {
    let folder = folder();
    for jobs in ["1", "2", "8"] {
        let answer = folder.call(&["run", "--format", "json", "--jobs", jobs]).exits(1);
        assert_eq!(names(&answer), all());
    }
}

#[test]
fn parts_are_disjoint_and_together_everything() {
    let folder = folder();
    let part = |part| names(&folder.call(&["run", "--format", "json", "--partition", part]));
    let (one, two) = (part("1/2"), part("2/2"));
    assert!(!one.is_empty() && !two.is_empty() && !one.iter().any(|name| two.contains(name)));
    let mut both = [one, two].concat();
    both.sort();
    let mut expected = all();
    expected.sort();
    assert_eq!(both, expected);
    for wrong in ["0/2", "3/2", "1", "a/b", "1/0", "-1/2"] {
        folder.call(&["run", "--partition", wrong]).exits(2);
    }
}

#[test]
fn a_filter_takes_names_and_files() {
    let folder = folder();
    let answer = folder.call(&["run", "--format", "json", "--filter", "b row 1"]);
    assert_eq!(names(&answer).len(), 11);
    let answer = folder.call(&["run", "--format", "json", "--filter", "specs/a.yaml"]);
    assert_eq!(names(&answer), all()[..20]);
}

#[test]
fn fail_fast_ends_at_the_same_row_each_time() {
    let folder = folder();
    for jobs in ["1", "2", "8", "8"] {
        let answer = folder.call(&["run", "--format", "json", "--fail-fast", "--jobs", jobs]);
        assert_eq!(names(&answer.exits(1)), all()[..10]);
    }
}

#[test]
fn a_file_named_twice_is_run_once() {
    let folder = folder();
    let answer = folder.call(&[
        "run",
        "specs",
        "specs/a.yaml",
        "./specs/../specs/a.yaml",
        "--format",
        "json",
    ]);
    assert_eq!(names(&answer), all());
}

#[cfg(unix)]
#[test]
fn linked_folders_are_run_and_circles_end() {
    let folder = folder();
    std::os::unix::fs::symlink("../specs", folder.path("specs/circle")).unwrap();
    folder.write("elsewhere/policy.yaml", POLICY);
    folder.write(
        "elsewhere/deep/c.yaml",
        "version: 1\npolicy: ../policy.yaml\ncases: [{ name: c, request: GET /open, expect: allow }]\n",
    );
    std::os::unix::fs::symlink("../elsewhere/deep", folder.path("specs/link")).unwrap();
    let answer = folder.call(&["run", "--format", "json"]);
    let expected: Vec<String> = all().into_iter().chain(["c".to_owned()]).collect();
    assert_eq!(names(&answer), expected);
}

#[test]
fn fresh_keys_serve_as_well() {
    let folder = Folder::with(&[
        ("policy.yaml", POLICY),
        (
            "spec.yaml",
            "version: 1\npolicy: policy.yaml\ncases: [{ name: x, request: GET /notes, token: { scopes: [notes/read] }, expect: allow }]\n",
        ),
    ]);
    folder.call(&["run", "spec.yaml", "--fresh-keys"]).exits(0);
    folder.call(&["run", "spec.yaml", "--no-cache"]).exits(0);
}

#[test]
fn rows_that_share_a_token_have_the_same_report_with_and_without_the_cache() {
    let mut spec =
        "version: 1\npolicy: policy.yaml\ntokens:\n  reader: { scopes: [notes/read] }\n  \
                    late: { like: reader, expires_in: -1s }\n  other: { scopes: [other] }\ncases:\n"
            .to_owned();
    for row in 0..20 {
        for (token, expect) in [("reader", "allow"), ("late", "expired"), ("other", "403")] {
            writeln!(
                spec,
                "  - {{ name: {token} {row}, request: GET /notes, token: {token}, expect: {expect} }}"
            )
            .unwrap();
        }
    }
    let folder = Folder::with(&[("policy.yaml", POLICY), ("spec.yaml", &spec)]);
    let call = ["run", "spec.yaml", "--format", "json"];
    let cached = folder.call(&call).exits(0).json();
    assert_eq!(cached["summary"]["passed"], 60);
    let anew = folder.call(&[&call[..], &["--no-cache"]].concat()).exits(0).json();
    assert_eq!(cached, anew);
}
