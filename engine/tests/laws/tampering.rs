//! A token with one bit changed is another token, and never a good one.

use std::sync::LazyLock;

use engine::{Engine, Request};
use proptest::prelude::*;
use serde_json::json;

use crate::signer::{NOW, engine, header, payload, token, with};

fn denies(engine: &Engine, token: Vec<u8>) -> bool {
    let request = Request::new("POST", "/order").with_header("Authorization", token);
    !engine.decide(&request, NOW).is_allowed()
}

#[test]
fn every_flipped_bit_of_a_token_denies() {
    let engine = engine("");
    let good = token(&header().to_string(), &payload().to_string()).into_bytes();
    assert!(!denies(&engine, good.clone()));
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            assert!(denies(&engine, bad), "bit {bit} of byte {at}");
        }
    }
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| engine(""));

/// Tokens of all lengths of their segments, so that every kind of last sign is met.
static TOKENS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let lengths = (0..3).flat_map(|head| (0..3).map(move |body| (head, body)));
    lengths
        .map(|(head, body)| {
            let head = with(header(), json!({ "x": "y".repeat(head) })).to_string();
            let body = with(payload(), json!({ "x": "y".repeat(body) })).to_string();
            token(&head, &body).into_bytes()
        })
        .collect()
});

proptest! {
    #[test]
    fn a_changed_token_denies(
        changes in prop::collection::vec(
            (0_usize..9, any::<prop::sample::Index>(), any::<u8>(), 0_u8..4),
            40,
        ),
    ) {
        for (token, at, byte, kind) in changes {
            let good = &TOKENS[token];
            let mut bad = good.clone();
            let at = at.index(bad.len());
            match kind {
                0 => bad[at] = byte,
                1 => bad.insert(at, byte),
                2 => drop(bad.remove(at)),
                _ => bad.truncate(at),
            }
            prop_assert!(bad == *good || denies(&ENGINE, bad));
        }
    }
}
