//! What is told to be needless is deleted as the finding underlines it.

use engine::{Code, Span};

use crate::random::Random;
use crate::{changes, found, is_noticed, policies, policy};

/// What nothing is left of, and what stands there then.
const TIDIED: [(&str, &str); 10] = [
    (", ,", ","),
    ("[, ", "["),
    ("{ , ", "{ "),
    (", ]", "]"),
    (", }", " }"),
    ("{  }", "{ }"),
    ("require: []", ""),
    ("claims: { }", ""),
    ("scopes: { }", ""),
    (",  }", " }"),
];

/// Deletes spans of a text, and lists and maps that are empty then.
pub(crate) fn without(text: &str, spans: &[Span]) -> String {
    let mut spans: Vec<Span> = spans.to_vec();
    spans.sort_unstable();
    let (mut left, mut at) = (String::new(), 0);
    for span in spans {
        left.push_str(&text[at.min(span.start as usize)..span.start as usize]);
        at = at.max(span.end as usize);
    }
    left.push_str(&text[at..]);
    loop {
        let mut tidy = left.clone();
        for (what, tidied) in TIDIED {
            tidy = tidy.replace(what, tidied);
        }
        if tidy == left {
            return left;
        }
        left = tidy;
    }
}

/// The places that findings of some codes are about.
pub(crate) fn spans(text: &str, codes: &[Code]) -> Vec<Span> {
    let found = found(text);
    found.iter().filter(|one| codes.contains(&one.code)).map(|one| one.span).collect()
}

pub(crate) const REDUNDANT: [Code; 2] = [Code::RedundantScope, Code::RedundantCondition];

#[test]
fn nobody_notices_that_what_is_redundant_is_gone() {
    let mut deleted = 0;
    for seed in 0..policies(40) {
        let text = Random::new(seed).policy();
        let spans = spans(&text, &REDUNDANT);
        deleted += spans.len();
        let less = without(&text, &spans);
        let changes = changes(&policy(&text), &policy(&less));
        assert!(changes.is_empty(), "{seed}: {changes:?}\n{text}---\n{less}");
    }
    assert!(deleted > 10, "only {deleted} were redundant");
}

#[test]
fn nobody_else_gets_in_once_what_is_implied_is_gone_as_well() {
    let mut deleted = 0;
    for seed in 0..policies(80) {
        let text = Random::new(seed ^ 0xabcd_0000).policy();
        let implied = spans(&text, &[Code::ImpliedRequirement]);
        deleted += implied.len();
        let less = without(&text, &[spans(&text, &REDUNDANT), implied].concat());
        assert!(!is_noticed(&policy(&text), &policy(&less)), "{seed}\n{text}---\n{less}");
    }
    assert!(deleted > 4, "only {deleted} were implied");
}

#[test]
fn what_is_underlined_is_deleted_and_commas_with_it() {
    let span = |start, end| Span { start, end };
    assert_eq!(without("{ a: 1, b: 2 }", &[span(2, 6)]), "{ b: 2 }");
    assert_eq!(without("{ a: [x, y], b: 2 }", &[span(9, 10), span(13, 17)]), "{ a: [x] }");
    assert_eq!(without("{ b: 1, claims: { c: { x: 1 } } }", &[span(18, 29)]), "{ b: 1 }");
}
