//! What the table must be: names and ids, and a row for every attack of the project's list.

use std::collections::BTreeSet;

use super::*;

/// Ids of the list that are held elsewhere: by the tests of a server, and by the engine's of its cache.
const ELSEWHERE: [&str; 5] = ["R08", "R14", "R15", "R16", "L14"];

/// The ids of tokens, T01 to T101, and of paths and requests.
fn ids() -> BTreeSet<String> {
    let tokens = (1..=101).map(|number| format!("T{number:02}"));
    let paths = (1..=17).map(|number| format!("P{number:02}"));
    let requests = (1..=16).map(|number| format!("R{number:02}"));
    let all = tokens.chain(paths).chain(requests);
    all.filter(|id| !ELSEWHERE.contains(&id.as_str())).collect()
}

#[test]
fn every_attack_of_the_list_has_a_row_and_every_row_is_of_one() {
    let tokens = Fault::all().iter().map(|fault| fault.id().to_owned());
    let requests = RequestAttack::ALL.iter().map(|row| row.id.to_owned());
    assert_eq!(tokens.chain(requests).collect::<BTreeSet<_>>(), ids());
}

#[test]
fn attacks_with_variants_have_a_row_for_each() {
    for (id, variants) in [
        ("T09", 9),
        ("T14", 8),
        ("T20", 6),
        ("T25", 8),
        ("T26", 3),
        ("T31", 7),
        ("T33", 4),
        ("T35", 3),
        ("T43", 5),
        ("T44", 4),
        ("T46", 3),
        ("T47", 3),
        ("T50", 6),
        ("T52", 3),
        ("T55", 3),
        ("T62", 4),
        ("T65", 7),
        ("T69", 4),
        ("T71", 10),
        ("T72", 4),
        ("T74", 4),
        ("T75", 4),
        ("T77", 4),
        ("T79", 6),
        ("T81", 6),
        ("T82", 3),
        ("T83", 3),
        ("T90", 4),
        ("T92", 3),
        ("T95", 5),
        ("T98", 3),
        ("T99", 4),
        ("T100", 4),
    ] {
        let rows = Fault::all().iter().filter(|fault| fault.id() == id).count();
        assert!(rows >= variants, "{id}: {rows}");
    }
}

#[test]
fn a_name_is_read_back_and_no_two_are_alike() {
    let tokens = Fault::all().iter().map(|fault| fault.as_str());
    let names: Vec<&str> = tokens.chain(RequestAttack::ALL.iter().map(|row| row.name)).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    assert!(names.iter().all(|name| name.bytes().all(plain)));
    for fault in Fault::all() {
        assert_eq!(fault.as_str().parse(), Ok(*fault));
    }
    assert_eq!("Expired".parse::<Fault>().unwrap_err().to_string(), "`Expired` is no fault");
}

#[test]
fn every_outcome_is_a_word_of_the_engine_and_every_reason_of_a_token_is_met() {
    let reasons = [
        "malformed_token",
        "unsupported_algorithm",
        "keys_unavailable",
        "unknown_key",
        "bad_signature",
        "wrong_issuer",
        "wrong_audience",
        "expired",
        "not_yet_valid",
        "issued_in_future",
        "insufficient_scope",
        "claim_mismatch",
    ];
    let is_known = |outcome| reasons.contains(&outcome) || outcome == "allow";
    for fault in Fault::all() {
        assert!(is_known(fault.outcome()), "{fault}");
    }
    for reason in reasons {
        assert!(Fault::all().iter().any(|fault| fault.outcome() == reason), "{reason}");
    }
    for row in RequestAttack::ALL {
        let of_requests = ["ambiguous_path", "no_route", "missing_token"];
        assert!(is_known(row.outcome) || of_requests.contains(&row.outcome), "{}", row.name);
    }
}

#[test]
fn a_row_that_allows_is_a_control_or_says_why() {
    for fault in Fault::all() {
        let is_control = fault.as_str().starts_with("control_");
        let allows = fault.outcome() == "allow";
        assert!(!is_control || allows, "{fault}");
        assert!(!allows || is_control || !fault.note().is_empty(), "{fault}");
    }
}

#[test]
fn a_summary_is_one_phrase_with_a_source_and_the_recipe_is_shown() {
    for fault in Fault::all() {
        assert!(!fault.summary().is_empty() && !fault.summary().ends_with('.'), "{fault}");
        assert!(fault.source().contains([' ', '-', '#']), "{fault}");
        assert_eq!(fault.recipe().is_empty(), fault.steps().is_empty());
    }
    let fault: Fault = "payload_bom".parse().unwrap();
    assert_eq!(fault.recipe(), [r#"Before(Payload, "\xef\xbb\xbf")"#]);
    assert!(!fault.is_of_keys() && "private_key".parse::<Fault>().unwrap().is_of_keys());
}
