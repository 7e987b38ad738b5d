//! What each profile holds, against the documents of those who issue such tokens.

use serde_json::{Map, Value, json};

use super::{Profile, Times, uuid::uuid};

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
fn a_cognito_token_of_a_user_names_the_user_and_the_client() {
    let claims = claims(Profile::CognitoUser);
    assert_eq!((&claims["username"], &claims["client_id"]), (&"janedoe".into(), &"client".into()));
    assert_ne!(claims["sub"], claims["client_id"]);
    assert!(!claims.contains_key("aud"));
}

#[test]
fn an_auth0_token_is_for_the_api_and_for_userinfo() {
    let claims = Profile::Auth0.claims("https://tenant.auth0.com/", "api", TIMES, "");
    assert_eq!(claims["aud"], json!(["api", "https://tenant.auth0.com/userinfo"]));
    assert_eq!(names(Profile::Auth0), ["aud", "azp", "exp", "iat", "iss", "sub"]);
}

#[test]
fn an_entra_token_has_its_version_and_the_client_under_the_name_of_that_version() {
    let (one, two) = (claims(Profile::EntraV1), claims(Profile::EntraV2));
    assert_eq!((&one["ver"], &two["ver"]), (&"1.0".into(), &"2.0".into()));
    assert!(one.contains_key("appid") && !one.contains_key("azp"));
    assert!(two.contains_key("azp") && !two.contains_key("appid"));
    assert_eq!((&one["nbf"], &one["oid"]), (&1_000.into(), &two["oid"]));
}

#[test]
fn scopes_stand_where_the_vendor_writes_them() {
    let scopes = ["a".to_owned(), "b".to_owned()];
    for profile in Profile::ALL {
        let expected = match profile.as_str() {
            "okta" => ("scp", json!(["a", "b"])),
            "entra_v1" | "entra_v2" => ("scp", json!("a b")),
            _ => ("scope", json!("a b")),
        };
        assert_eq!(profile.scope_claim(&scopes), expected, "{profile}");
    }
}

#[test]
fn a_keycloak_token_has_roles_of_the_realm_and_of_clients() {
    let claims = claims(Profile::Keycloak);
    assert!(claims["realm_access"]["roles"].is_array());
    assert!(claims["resource_access"]["account"]["roles"].is_array());
    assert_eq!((&claims["typ"], &claims["azp"]), (&"Bearer".into(), &"test-client".into()));
}

#[test]
fn a_name_is_read_back_and_another_is_told_the_names() {
    for profile in Profile::ALL {
        assert_eq!(profile.as_str().parse(), Ok(profile));
        assert!(!profile.source().is_empty() && !profile.summary().is_empty());
    }
    let message = "entra".parse::<Profile>().unwrap_err().to_string();
    let start = "`entra` is no profile: cognito_access, cognito_user, cognito_id, rfc9068, auth0";
    assert!(message.starts_with(start), "{message}");
}
