//! What a token is to be: everything a spec or the command line may say about one.
//!
//! A recipe that is `like` another is laid over it; then it meets its issuer's defaults.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{
    algorithm::SigningAlgorithm,
    fault::Fault,
    issuer::TokenIssuer,
    profile::{Profile, Times},
};

/// Seconds a token lives unless its recipe says otherwise.
const LIFETIME: i64 = 3_600;

/// Everything that is said about a token; what is not said comes from its issuer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recipe {
    /// The kind of token.
    pub profile: Option<Profile>,
    /// The scopes; an empty list mints a token without the claim.
    pub scopes: Option<Vec<String>>,
    /// Claims that win over the profile's; null removes one.
    pub claims: Map<String, Value>,
    /// Header members that win over the profile's; null removes one.
    pub header: Map<String, Value>,
    /// The algorithm that it is signed with, by the issuer's key for it.
    pub algorithm: Option<SigningAlgorithm>,
    /// Seconds from `now` to `exp`.
    pub expires_in: Option<i64>,
    /// Seconds from `now` to `iat`.
    pub issued_in: Option<i64>,
    /// Seconds from `now` to `nbf`.
    pub not_before_in: Option<i64>,
    /// The way the token is spoilt.
    pub fault: Option<Fault>,
}

impl Recipe {
    /// Lays this recipe over `base`: what it says wins, claims and header members name by name.
    #[must_use]
    pub fn over(&self, base: &Self) -> Self {
        Self {
            profile: self.profile.or(base.profile),
            scopes: self.scopes.as_ref().or(base.scopes.as_ref()).cloned(),
            claims: merged(&base.claims, &self.claims),
            header: merged(&base.header, &self.header),
            algorithm: self.algorithm.or(base.algorithm),
            expires_in: self.expires_in.or(base.expires_in),
            issued_in: self.issued_in.or(base.issued_in),
            not_before_in: self.not_before_in.or(base.not_before_in),
            fault: self.fault.or(base.fault),
        }
    }

    /// Returns the profile that is said or that the issuer's tokens have.
    pub fn profile_for(&self, issuer: &TokenIssuer) -> Profile {
        self.profile.unwrap_or_else(|| Profile::of_issuer(&issuer.issuer))
    }

    /// Returns who mints its tokens: the issuer, with the algorithm that is said.
    pub fn signer<'i>(&self, issuer: &'i TokenIssuer) -> Cow<'i, TokenIssuer> {
        match self.algorithm {
            Some(algorithm) if algorithm != issuer.algorithm => {
                Cow::Owned(TokenIssuer { algorithm, ..issuer.clone() })
            }
            Some(_) | None => Cow::Borrowed(issuer),
        }
    }

    /// Returns a text that two recipes share only when they say the same.
    pub(super) fn identity(&self) -> String {
        // Debug quotes and escapes, so no text can pass for the border between two members.
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            self.profile,
            self.scopes,
            Value::from(self.claims.clone()).to_string(),
            Value::from(self.header.clone()).to_string(),
            self.algorithm,
            self.expires_in,
            self.issued_in,
            self.not_before_in,
            self.fault
        )
    }

    /// Returns the claims of the token, before a fault spoils them.
    pub(super) fn payload(
        &self,
        issuer: &TokenIssuer,
        audience: &str,
        now: i64,
    ) -> Map<String, Value> {
        let profile = self.profile_for(issuer);
        let mut claims =
            profile.claims(&issuer.issuer, audience, self.times(now), &self.identity());
        if let Some(scopes) = self.scopes.as_deref().filter(|scopes| !scopes.is_empty()) {
            let (name, value) = profile.scope_claim(scopes);
            claims.insert(name.to_owned(), value);
        }
        without_null(merged(&claims, &self.claims))
    }

    /// Returns the header of the token, before a fault spoils it.
    pub(super) fn head(&self, issuer: &TokenIssuer, key_id: &str) -> Map<String, Value> {
        let mut header = Map::new();
        header.insert("kid".to_owned(), key_id.into());
        header.insert("alg".to_owned(), issuer.algorithm.as_str().into());
        if let Some(media_type) = self.profile_for(issuer).media_type() {
            header.insert("typ".to_owned(), media_type.into());
        }
        without_null(merged(&header, &self.header))
    }

    fn times(&self, now: i64) -> Times {
        let from_now = |seconds: i64| now.saturating_add(seconds);
        let expires = from_now(self.expires_in.unwrap_or(LIFETIME));
        let issued = match (self.issued_in, self.expires_in) {
            (Some(issued_in), _) => from_now(issued_in),
            // A token that has expired was valid once.
            (None, Some(expires_in)) if expires_in < 0 => expires.saturating_sub(LIFETIME),
            (None, _) => now,
        };
        Times { issued, expires, not_before: self.not_before_in.map(from_now) }
    }
}

fn merged(below: &Map<String, Value>, above: &Map<String, Value>) -> Map<String, Value> {
    let both = below.iter().chain(above);
    both.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn without_null(mut members: Map<String, Value>) -> Map<String, Value> {
    members.retain(|_, value| !value.is_null());
    members
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_767_225_600;

    fn issuer() -> TokenIssuer {
        TokenIssuer {
            name: "cognito".to_owned(),
            issuer: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE".to_owned(),
            audience: vec!["client".to_owned()],
            algorithm: SigningAlgorithm::Rs256,
        }
    }

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    fn payload(recipe: &Recipe) -> Map<String, Value> {
        recipe.payload(&issuer(), "client", NOW)
    }

    #[test]
    fn a_token_lives_an_hour_from_now() {
        let claims = payload(&Recipe::default());
        assert_eq!(claims["iat"], NOW);
        assert_eq!(claims["exp"], NOW + 3_600);
        assert!(!claims.contains_key("nbf") && !claims.contains_key("scope"));
    }

    #[test]
    fn a_token_that_has_expired_was_valid_once() {
        let claims = payload(&Recipe { expires_in: Some(-1), ..Recipe::default() });
        assert_eq!(claims["exp"], NOW - 1);
        assert_eq!(claims["iat"], NOW - 3_601);
        assert_eq!(claims["auth_time"], NOW - 3_601);
        let said = Recipe { expires_in: Some(-1), issued_in: Some(-60), ..Recipe::default() };
        assert_eq!(payload(&said)["iat"], NOW - 60);
    }

    #[test]
    fn scopes_are_written_with_single_spaces_and_an_empty_list_without_the_claim() {
        let scoped = |scopes: &[&str]| Recipe {
            scopes: Some(scopes.iter().map(|&scope| scope.to_owned()).collect()),
            ..Recipe::default()
        };
        assert_eq!(payload(&scoped(&["order/a", "order/b"]))["scope"], "order/a order/b");
        assert!(!payload(&scoped(&[])).contains_key("scope"));
        let id = Recipe { profile: Some(Profile::CognitoId), ..scoped(&["order/a"]) };
        assert_eq!(payload(&id)["scope"], "order/a");
    }

    #[test]
    fn a_claim_that_is_said_wins_and_null_removes_one() {
        let claims = map(&json!({"sub": "somebody", "exp": null, "deep": {"null": null}}));
        let claims = payload(&Recipe { claims, expires_in: Some(5), ..Recipe::default() });
        assert_eq!(claims["sub"], "somebody");
        assert!(!claims.contains_key("exp"));
        assert_eq!(claims["deep"], json!({"null": null}));
    }

    #[test]
    fn a_header_has_the_key_the_algorithm_and_what_is_said() {
        let plain = Recipe::default().head(&issuer(), "id");
        assert_eq!(plain, map(&json!({"kid": "id", "alg": "RS256"})));
        let header = map(&json!({"kid": null, "typ": "x", "more": 1}));
        let said = Recipe { header, ..Recipe::default() }.head(&issuer(), "id");
        assert_eq!(said, map(&json!({"alg": "RS256", "typ": "x", "more": 1})));
        let rfc = Recipe { profile: Some(Profile::Rfc9068), ..Recipe::default() };
        assert_eq!(rfc.head(&issuer(), "id")["typ"], "at+jwt");
    }

    #[test]
    fn a_recipe_like_another_keeps_what_it_does_not_say() {
        let base = Recipe {
            scopes: Some(vec!["a".to_owned()]),
            claims: map(&json!({"one": 1, "two": 2, "gone": null})),
            expires_in: Some(5),
            fault: "expired".parse::<Fault>().ok(),
            ..Recipe::default()
        };
        let above = Recipe {
            profile: Some(Profile::Bare),
            scopes: Some(Vec::new()),
            claims: map(&json!({"two": null, "gone": "back"})),
            issued_in: Some(-7),
            ..Recipe::default()
        };
        let laid = above.over(&base);
        assert_eq!(laid.profile, Some(Profile::Bare));
        assert_eq!(laid.scopes, Some(Vec::new()));
        assert_eq!(laid.claims, map(&json!({"one": 1, "two": null, "gone": "back"})));
        assert_eq!((laid.expires_in, laid.issued_in), (Some(5), Some(-7)));
        assert_eq!(laid.fault, "expired".parse::<Fault>().ok());
        let claims = payload(&laid);
        assert!(!claims.contains_key("two"));
        assert_eq!(claims["gone"], "back");
    }

    #[test]
    fn times_at_the_edge_of_numbers_do_not_overflow() {
        let recipe = Recipe { expires_in: Some(i64::MIN), ..Recipe::default() };
        recipe.payload(&issuer(), "client", i64::MIN);
        let recipe = Recipe { not_before_in: Some(i64::MAX), ..Recipe::default() };
        recipe.payload(&issuer(), "client", i64::MAX);
    }

    fn recipes() -> impl Strategy<Value = Recipe> {
        let claims = proptest::collection::btree_map("[ab]", 0_i64..3, 0..3);
        let scopes = proptest::option::of(proptest::collection::vec("[ab ]", 0..3));
        (claims, scopes, proptest::option::of(-2_i64..2), proptest::option::of(-2_i64..2)).prop_map(
            |(claims, scopes, expires_in, issued_in)| Recipe {
                claims: claims.into_iter().map(|(name, n)| (name, Value::from(n))).collect(),
                scopes,
                expires_in,
                issued_in,
                ..Recipe::default()
            },
        )
    }

    proptest! {
        #[test]
        fn laying_over_is_associative_and_nothing_changes_nothing(
            (one, two, three) in (recipes(), recipes(), recipes())
        ) {
            prop_assert_eq!(one.over(&two).over(&three), one.over(&two.over(&three)));
            prop_assert_eq!(&one.over(&Recipe::default()), &one);
            prop_assert_eq!(&Recipe::default().over(&one), &one);
        }

        #[test]
        fn recipes_share_an_identity_only_when_they_are_equal((one, two) in (recipes(), recipes())) {
            prop_assert_eq!(one.identity() == two.identity(), one == two);
        }
    }
}
