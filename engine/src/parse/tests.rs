use proptest::prelude::*;

use super::*;
use crate::document::PolicyDocument;

fn found(text: &str) -> Vec<String> {
    let found = match parse::<PolicyDocument>(&Source::new("p.yaml", text)) {
        Ok(parsed) => parsed.found,
        Err(found) => found,
    };
    found
        .iter()
        .map(|one| format!("{}:{} {}", one.location.line, one.location.column, one.code.as_str()))
        .collect()
}

#[test]
fn all_mistakes_of_shape_are_told_at_once_with_their_places() {
    let text = "\
version: 1
routez: {}
authorizers:
  a: { issuer: 5, audience: [x] }
  b: { audience: [x] }
routes:
  GET /x: { pubic: true }
  GET /y: { scopes: 7 }
  GET /z: { claims: { a: { anyof: [1] }, b: { any_of: [[1]] } } }
";
    assert_eq!(
        found(text),
        [
            "2:1 unknown-key",
            "4:16 wrong-type",
            "5:3 missing-key",
            "7:13 unknown-key",
            "8:21 wrong-type",
            "9:28 unknown-key",
            "9:56 wrong-type",
        ]
    );
}

#[test]
fn silence_after_a_key_is_an_error() {
    for text in [
        "version: 1\nroutes:\n  GET /x:\n",
        "version: 1\nroutes:\n  GET /x: { authorizer: }\n",
        "version: 1\nroutes:\n  GET /x: { public: ~ }\n",
        "version: 1\napi:\nroutes: { GET /x: { public: true } }\n",
        "version: 1\nroutes:\n",
    ] {
        assert_eq!(found(text).len(), 1, "{text}");
    }
}

/// A format that keeps a key for later.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Early {
    #[serde(rename = "version")]
    _version: u64,
}

impl Document for Early {
    const KIND: &'static str = "early file";
    const RESERVED: &'static [(&'static str, &'static str)] = &[("later", "wait")];
    const FREE_KEYS: &'static [&'static str] = &[];
}

#[test]
fn a_key_of_a_later_version_is_refused_by_name() {
    let found = parse::<Early>(&Source::new("p.yaml", "version: 1\nlater: {}\n"));
    let found = found.map_or_else(|found| found, |parsed| parsed.found);
    let codes: Vec<_> = found.iter().map(|one| (one.code, one.help.as_deref())).collect();
    assert_eq!(codes, [(Code::ReservedKey, Some("wait"))]);
}

#[test]
fn texts_are_texts() {
    for value in ["5", "true", "1.5", "[x]", "{x: y}", "~"] {
        let text = format!("version: 1\nroutes: {{}}\napi: {value}\n");
        assert_eq!(found(&text), ["3:6 wrong-type"], "{value}");
    }
    for value in ["no", "on", "'5'", "\"true\"", "014", "1_000", "12:30:45", "0x", "x"] {
        let text = format!("version: 1\nroutes: {{}}\napi: {value}\n");
        assert_eq!(found(&text), [""; 0], "{value}");
    }
}

/// Scalars of every kind that the two passes could resolve differently.
fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        "[-+]?[0-9]{1,4}",
        "[-+]?0[xob][0-9a-f]{0,3}",
        "[-+]?[0-9]{0,3}\\.[0-9]{0,3}(e[-+]?[0-9]{1,2})?",
        "[-+]?[0-9]{18,40}",
        Just("null".to_owned()),
        Just("~".to_owned()),
        "[tT]rue|TRUE|[fF]alse|yes|no|on|off",
        "[-+]?\\.(inf|Inf|INF|nan|NaN)",
        "[a-z]{1,6}",
        "'[0-9a-z ]{0,5}'",
        "\"[0-9a-z ]{0,5}\"",
        "[0-9]{1,2}:[0-9]{1,2}",
        "[0-9]{1,3}_[0-9]{1,3}",
        "0[0-9]{1,4}",
    ]
}

/// Values of claims, nested as specs nest them.
fn value() -> impl Strategy<Value = String> {
    scalar().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..4).prop_map(|entries| {
                let entries: Vec<_> =
                    entries.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                format!("{{{}}}", entries.join(", "))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// The explaining reader and serde_yaml see one tree.
    #[test]
    fn the_two_passes_read_the_same_values(text in value()) {
        let text = format!("v: {text}\n");
        let source = Source::new("x.yaml", text.as_str());
        if let Ok(tree) = read(&source) {
            let typed = serde_yaml::from_str::<serde_json::Value>(&text).ok();
            let (explained, _) = explain::<serde_json::Value>(&source, &tree, &[]);
            prop_assert_eq!(typed, explained, "{}", text);
        }
    }

    /// No text makes reading panic, and what is refused is refused with a place.
    #[test]
    fn any_text_is_read_or_refused(text in "(\\PC|[\\n:{}\\[\\],&*!|>'\"#%@-]){0,60}") {
        let source = Source::new("x.yaml", text);
        if let Err(found) = parse::<PolicyDocument>(&source) {
            prop_assert!(found.has_errors());
        }
    }
}
