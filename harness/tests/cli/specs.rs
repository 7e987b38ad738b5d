//! The specs and policies of the repository hold.

use std::path::Path;

use crate::harness::Folder;

fn repository(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.join(name).display().to_string()
}

#[test]
fn every_shipped_row_passes() {
    let folder = Folder::new();
    let answer = folder.call(&["run", &repository("specs"), "--format", "json"]).exits(0);
    let report = answer.json();
    assert!(report["summary"]["passed"].as_u64().unwrap() >= 3_000, "{}", report["summary"]);
    assert_eq!(report["summary"]["skipped"], 0);
}

#[test]
fn every_shipped_file_is_valid() {
    let folder = Folder::new();
    let answer = folder.call(&["check", &repository("policies"), &repository("specs")]).exits(0);
    answer.says("files checked: 0 errors");
}
