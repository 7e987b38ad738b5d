//! Tables of other glob matchers, as far as their patterns are in our language.

use engine::{Glob, GlobInput};
use serde_json::Value;

use super::{Tally, read_json};

/// Whether a text takes part in the rule of shells that hides names with a leading dot.
fn has_dot_name(text: &str) -> bool {
    text.split('/').any(|segment| segment.starts_with('.'))
}

fn compare(tally: &mut Tally, pattern: &str, text: &str, expected: bool, crosses: bool) {
    // Our language has no classes, negation or extended globs; where a sign of these is a literal
    // for us, another question is asked.
    if pattern.contains(['(', ')', '!', '|', '@', '+', '^', '$', '[', ']', '\\']) {
        return tally.skip("sign of a larger language");
    }
    let Ok(glob) = Glob::any(pattern) else { return tally.skip("refused by our language") };
    let got = glob.matches(&GlobInput::new(text));
    let cause = match (got, expected) {
        _ if pattern.contains('"') => Some("quotes of a shell"),
        _ if pattern.contains('{') && pattern.contains("..") => Some("range in braces"),
        _ if pattern.contains("..") => Some("dot segments resolved"),
        _ if pattern.contains('{') && !pattern.contains(',') => Some("braces around one text"),
        _ if text.contains('\\') => Some("backslash as separator"),
        (true, false) if has_dot_name(text) => Some("names with a leading dot"),
        (true, false) | (false, true) if text.ends_with('/') => Some("trailing slash"),
        (true, false) if text.is_empty() || text == "/" => Some("empty text"),
        (true, false) if pattern.ends_with("/**") => Some("final /** covers its prefix"),
        (true, false) if pattern.ends_with('*') => Some("star that takes nothing"),
        (false, true) if text.starts_with("./") || pattern.starts_with("./") => Some("leading ./"),
        (false, true) if crosses && text.contains('/') => Some("star that crosses slashes"),
        (false, true) if !text.is_ascii() => Some("`?` is one byte"),
        _ => None,
    };
    tally.take(got == expected, cause, || format!("{pattern} on {text}: {got}"));
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn globset_agrees() {
    let mut tally = Tally::default();
    for row in read_json("glob-tables/globset.json").as_array().unwrap() {
        let options = row["options"].as_str().unwrap_or("");
        if options.contains("CASEI") || options.contains("BSESC") || options.contains("EALTRE") {
            tally.skip("option");
            continue;
        }
        let [pattern, text] = ["pattern", "path"].map(|key| row[key].as_str().unwrap());
        let crosses = options != "SLASHLIT";
        compare(&mut tally, pattern, text, row["match"] == true, crosses);
    }
    tally.assert(
        59,
        &[
            ("backslash as separator", 1),
            ("final /** covers its prefix", 1),
            ("names with a leading dot", 1),
            ("star that crosses slashes", 1),
        ],
    );
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn picomatch_agrees() {
    let mut tally = Tally::default();
    for row in read_json("glob-tables/picomatch.json").as_array().unwrap() {
        let [pattern, text] = ["pattern", "string"].map(|key| row[key].as_str().unwrap());
        compare(&mut tally, pattern, text, row["match"] == true, false);
    }
    tally.assert(
        1669,
        &[
            ("braces around one text", 2),
            ("dot segments resolved", 2),
            ("final /** covers its prefix", 1),
            ("leading ./", 1),
            ("names with a leading dot", 150),
            ("quotes of a shell", 5),
            ("range in braces", 2),
            ("trailing slash", 15),
        ],
    );
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn minimatch_agrees() {
    let mut tally = Tally::default();
    for row in read_json("glob-tables/minimatch.json").as_array().unwrap() {
        if row["options"].as_object().is_some_and(|options| !options.is_empty()) {
            tally.skip("option");
            continue;
        }
        let pattern = row["pattern"].as_str().unwrap();
        let expected = row["expected"].as_array().unwrap();
        for text in row["files"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let taken = expected.iter().any(|one| one == text);
            compare(&mut tally, pattern, text, taken, false);
        }
    }
    tally.assert(260, &[("dot segments resolved", 3), ("names with a leading dot", 38)]);
}
