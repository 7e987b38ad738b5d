//! `harness schema`: JSON Schema of both formats.

use crate::harness::Folder;

#[test]
fn both_schemas_are_objects_that_know_the_top_level_keys_and_no_others() {
    let folder = Folder::new();
    for (format, keys) in [
        (
            "policy",
            &["version", "authorizers", "routes", "guardrails", "scopes", "requirements"][..],
        ),
        ("spec", &["version", "policy", "tokens", "table", "cases", "set", "now"]),
    ] {
        let schema = folder.call(&["schema", format]).exits(0).json();
        assert!(schema["$schema"].as_str().unwrap().contains("json-schema.org"));
        assert_eq!(schema["additionalProperties"], false);
        for key in keys {
            assert!(schema["properties"][key].is_object(), "{format}: {key}");
        }
    }
    folder.call(&["schema", "tokens"]).exits(2);
}
