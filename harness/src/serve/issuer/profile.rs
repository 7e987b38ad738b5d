//! What a user's consent lets a client know of the user.

use serde_json::{Map, Value};

use super::config::User;

/// Returns the attributes that scopes open: all of them for `openid` alone, else those of the scopes
/// that are named beside it (Cognito's rule).
pub(super) fn attributes(user: &User, scopes: &[String]) -> Map<String, Value> {
    let has = |scope: &str| scopes.iter().any(|own| own == scope);
    let everything = !["email", "phone", "profile"].into_iter().any(has);
    let opened = |name: &str| match name {
        "email" | "email_verified" => has("email"),
        "phone_number" | "phone_number_verified" => has("phone"),
        _ => has("profile"),
    };
    let claims = user.claims.iter().filter(|(name, _)| everything || opened(name));
    claims.map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(scopes: &[&str]) -> Vec<String> {
        let claims = json!({
            "email": "j@example.com",
            "email_verified": true,
            "phone_number": "+12065551212",
            "custom:tenant": "acme",
        });
        let user = User {
            name: "jane".to_owned(),
            password: None,
            subject: "s".to_owned(),
            claims: claims.as_object().unwrap().clone(),
            access_token_claims: Map::new(),
            groups: Vec::new(),
        };
        let scopes: Vec<String> = scopes.iter().map(|&scope| scope.to_owned()).collect();
        attributes(&user, &scopes).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn openid_alone_opens_everything_and_scopes_beside_it_only_their_own() {
        assert_eq!(names(&["openid"]).len(), 4);
        assert_eq!(names(&["openid", "order/read"]).len(), 4);
        assert_eq!(names(&["openid", "email"]), ["email", "email_verified"]);
        assert_eq!(names(&["openid", "profile"]), ["custom:tenant"]);
        assert_eq!(names(&["openid", "phone", "profile"]), ["custom:tenant", "phone_number"]);
    }
}
