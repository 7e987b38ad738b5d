//! Every example of `policies/INTEGRATIONS.md` is read.

use std::fs;
use std::path::Path;

use engine::{Policy, Settings, Source};
use harness::serve::integration::Integrations;

use crate::folder;

/// The policy that the page speaks of.
const POLICY: &str = "version: 1
routes:
  POST /api/v1/order: { public: true }
  GET /api/v1/order: { public: true }
  GET /health: { public: true }
  ANY /files/{path+}: { public: true }
";

#[test]
fn every_example_is_valid_or_fails_as_it_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/INTEGRATIONS.md");
    let page = fs::read_to_string(page).unwrap();
    let policy = Policy::from_source(&Source::new("policy.yaml", POLICY), &Settings::default());
    let policy = policy.unwrap().policy;
    let path = folder("reference").join("integrations.yaml");
    let (mut valid, mut failing) = (0, 0);
    for (at, block) in page.split("```").enumerate().filter(|(at, _)| at % 2 == 1) {
        let (info, text) = block.split_once('\n').unwrap();
        let Some(expected) = info.strip_prefix("yaml") else { continue };
        fs::write(&path, text).unwrap();
        let codes: Vec<String> = match Integrations::default().with_file(&path, &policy) {
            Ok(_) => Vec::new(),
            Err((found, _)) => found.iter().map(|one| one.code.as_str().to_owned()).collect(),
        };
        match expected.trim().strip_prefix("error=") {
            None => {
                assert_eq!(codes, [""; 0], "block {at}");
                valid += 1;
            }
            Some(code) => {
                assert_eq!(codes, [code], "block {at}");
                failing += 1;
            }
        }
    }
    assert!(valid >= 2 && failing >= 2, "{valid} valid and {failing} failing examples");
}
