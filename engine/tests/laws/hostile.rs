//! Any bytes whatever: no panic, and nothing passes a protected route without a good token.

use std::sync::LazyLock;

use engine::{Engine, KeySet, Request};
use proptest::prelude::*;
use proptest::sample::select;

use crate::signer::{NOW, key_set};
use crate::strategies::{compile, draft};

static PROTECTED: LazyLock<Engine> = LazyLock::new(|| {
    let set = KeySet::from_json(key_set().to_string().as_bytes()).unwrap();
    let routes = "routes:\n  ANY /{p+}: {}\n  GET /a/{x}: { scopes: s }\n  $default: {}\n";
    let text = crate::signer::policy("");
    let head = text.split("routes:").next().unwrap();
    compile(&format!("{head}{routes}")).with_keys("main", set)
});

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => prop::collection::vec(any::<u8>(), 0..12),
        5 => select(vec![
            "/", "a", "%", "%2F", "%2e", "..", ".", "?", "&", "=", "Bearer ", "GET", "POST", "eyJ",
            "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0", "eyJhbGciOiJub25lIn0", "e30", "AAAA", ";", "\\",
        ]).prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn target() -> impl Strategy<Value = Vec<u8>> {
    (any::<bool>(), bytes()).prop_map(|(rooted, mut bytes)| {
        if rooted {
            bytes.insert(0, b'/');
        }
        bytes
    })
}

fn request() -> impl Strategy<Value = Request> {
    let method = prop_oneof![3 => Just(b"GET".to_vec()), 1 => bytes()];
    (method, target(), prop::collection::vec(bytes(), 0..3)).prop_map(|(method, target, values)| {
        let request = Request::new(method, target);
        values
            .into_iter()
            .fold(request, |request, value| request.with_header("Authorization", value))
    })
}

proptest! {
    #[test]
    fn no_bytes_pass_a_protected_route(
        requests in prop::collection::vec(request(), 40),
        now in any::<i64>(),
    ) {
        for request in requests {
            let decision = PROTECTED.decide(&request, now);
            prop_assert!(!decision.is_allowed());
            let (explained, _) = PROTECTED.explain(&request, now);
            prop_assert_eq!(format!("{decision:?}"), format!("{explained:?}"));
            prop_assert!(PROTECTED.certainty(&request, &decision).as_str() <= "ours");
        }
    }

    #[test]
    fn without_a_good_token_only_what_is_public_passes(
        draft in draft(),
        requests in prop::collection::vec(request(), 40),
    ) {
        let engine = draft.engine();
        for request in requests {
            let decision = engine.decide(&request, NOW);
            let public = decision.route().is_some_and(|route| matches!(route.access, engine::Access::Public));
            prop_assert!(!decision.is_allowed() || public && decision.authorizer().is_none());
        }
    }
}
