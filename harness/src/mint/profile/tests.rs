//! What each profile holds, against the documents of those who issue such tokens.

use serde_json::{Map, Value};

use super::{Profile, Times, uuid};

const POOL: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
const TIMES: Times = Times { issued: 1_000, expires: 4_600, not_before: None };

fn claims(profile: Profile) -> Map<String, Value> {
    profile.claims(POOL, "client", TIMES, "recipe")
}

fn names(profile: Profile) -> Vec<String> {
    let mut names: Vec<String> = claims(profile).keys().cloned().collect();
    names.sort();
    names
}

#[test]
fn a_cognito_access_token_has_the_claims_amazon_documents_for_clients() {
    // The template of a client_credentials token; `scope` comes with the recipe.
    let expected =
        ["auth_time", "client_id", "exp", "iat", "iss", "jti", "sub", "token_use", "version"];
    assert_eq!(names(Profile::CognitoAccess), expected);
    let claims = claims(Profile::CognitoAccess);
    assert_eq!(claims["sub"], claims["client_id"]);
    assert_eq!(claims["token_use"], "access");
    assert_eq!(claims["version"], 2);
    assert_eq!(claims["auth_time"], claims["iat"]);
    assert_eq!(Profile::CognitoAccess.media_type(), None);
}

#[test]
fn a_cognito_id_token_has_an_audience_and_neither_scope_nor_client() {
    let expected = [
        "aud",
        "auth_time",
        "cognito:username",
        "email",
        "email_verified",
        "exp",
        "given_name",
        "iat",
        "iss",
        "jti",
        "origin_jti",
        "sub",
        "token_use",
    ];
    assert_eq!(names(Profile::CognitoId), expected);
    assert_eq!(claims(Profile::CognitoId)["token_use"], "id");
    assert_eq!(claims(Profile::CognitoId)["aud"], "client");
}

#[test]
fn an_rfc_9068_token_has_every_required_claim() {
    let expected = ["aud", "client_id", "exp", "iat", "iss", "jti", "sub"];
    assert_eq!(names(Profile::Rfc9068), expected);
    assert_eq!(Profile::Rfc9068.media_type(), Some("at+jwt"));
}

#[test]
fn a_bare_token_has_four_claims() {
    assert_eq!(names(Profile::Bare), ["aud", "exp", "iat", "iss"]);
    let times = Times { not_before: Some(7), ..TIMES };
    assert_eq!(Profile::Bare.claims(POOL, "client", times, "")["nbf"], 7);
}

#[test]
fn identifiers_follow_from_the_recipe() {
    let jti = |recipe| Profile::CognitoId.claims(POOL, "client", TIMES, recipe)["jti"].clone();
    assert_eq!(jti("one"), jti("one"));
    assert_ne!(jti("one"), jti("two"));
    let sub = |recipe| Profile::CognitoId.claims(POOL, "client", TIMES, recipe)["sub"].clone();
    assert_eq!(sub("one"), sub("two"));
}

#[test]
fn a_uuid_has_the_shape_of_a_random_one() {
    for label in ["", "a", "b", "c", "d", "e", "f"] {
        let uuid = uuid(label, &["x"]);
        let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(uuid.as_bytes()[14], b'4', "{uuid}");
        assert!(b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
    }
    assert_ne!(uuid("a", &["b", "c"]), uuid("a", &["bc", ""]));
}

#[test]
fn the_profile_follows_from_the_host_of_the_issuer() {
    assert_eq!(Profile::of_issuer(POOL), Profile::CognitoAccess);
    for issuer in [
        "https://issuer.example",
        "http://cognito-idp.us-east-1.amazonaws.com/p",
        "https://cognito-idp..amazonaws.com/p",
        "https://cognito-idp.a.b.amazonaws.com/p",
        "https://cognito-idp.us-east-1.amazonaws.com.evil.example/p",
        "https://evil.example/cognito-idp.us-east-1.amazonaws.com",
        "",
    ] {
        assert_eq!(Profile::of_issuer(issuer), Profile::Rfc9068, "{issuer}");
    }
}

#[test]
fn a_name_is_read_back_and_one_of_a_later_version_is_said_to_be() {
    for profile in Profile::ALL {
        assert_eq!(profile.as_str().parse(), Ok(profile));
    }
    for name in ["auth0", "entra", "okta", "keycloak"] {
        let message = name.parse::<Profile>().unwrap_err().to_string();
        assert!(message.contains(name) && message.contains("later version"), "{message}");
    }
    let message = "cognito".parse::<Profile>().unwrap_err().to_string();
    assert_eq!(message, "`cognito` is no profile: cognito_access, cognito_id, rfc9068, bare");
}
