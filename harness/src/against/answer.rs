//! What a gateway answers, and what that shows: was the request let in?
//!
//! An integration may answer 403 and 404 as well as a gateway. API Gateway, and whoever answers like
//! it, sends `apigw-requestid` with every answer, has a body of its own for each denial, and renames
//! a challenge of the integration's; so its own denials can be told. Of any other gateway every
//! status 4xx is taken for a denial: an open door must not be seen where there may be none.

use std::fmt::Write as _;

/// An answer, as far as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The values of `WWW-Authenticate`, joined.
    pub(super) challenge: Option<String>,
    /// Whether it has an `apigw-requestid`.
    pub(super) is_api_gateway: bool,
    /// Whether HEAD was asked, which has no body.
    pub(super) is_head: bool,
    /// The body's first bytes.
    pub(super) body: Vec<u8>,
}

/// What an answer shows about the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Allowed,
    Denied,
    /// Neither: what answered may not even have been asked.
    Nothing,
}

/// How much of a body is told.
const TOLD: usize = 120;

impl Answer {
    /// Returns what it shows.
    pub(super) fn shows(&self) -> Shown {
        match self.status {
            // Too many requests, timeouts and broken servers come before and after a decision alike,
            // as does a redirect to a login page.
            408 | 425 | 429 | 500.. => Shown::Nothing,
            300..400 if !self.is_api_gateway => Shown::Nothing,
            400..500 if self.is_own_denial() => Shown::Denied,
            _ => Shown::Allowed,
        }
    }

    fn is_own_denial(&self) -> bool {
        !self.is_api_gateway
            || self.is_head
            || self.challenge.is_some()
            || matches!(self.status, 413 | 414 | 431)
            || self.body_of_denial().is_some_and(|body| body.as_bytes() == self.body)
    }

    /// Returns API Gateway's body for a denial of this status.
    pub(super) fn body_of_denial(&self) -> Option<&'static str> {
        match self.status {
            400 => Some(r#"{"message":"Bad Request"}"#),
            401 => Some(r#"{"message":"Unauthorized"}"#),
            403 => Some(r#"{"message":"Forbidden"}"#),
            404 => Some(r#"{"message":"Not Found"}"#),
            _ => None,
        }
    }

    /// Tells it in a line; the token that was sent is not told, should the integration echo it.
    pub(super) fn told(&self, token: Option<&str>) -> String {
        let mut told = match self.shows() {
            Shown::Allowed => format!("allow: {}", self.status),
            Shown::Denied => format!("deny: {}", self.status),
            Shown::Nothing => format!("{}, which shows no decision", self.status),
        };
        let without = |text: &str| match token.filter(|token| !token.is_empty()) {
            Some(token) => text.replace(token, "{token}"),
            None => text.to_owned(),
        };
        if let Some(challenge) = &self.challenge {
            let _written = write!(told, ", challenge {}", without(challenge));
        }
        if !self.body.is_empty() {
            let body = without(&String::from_utf8_lossy(&self.body));
            let first: String = body.chars().take(TOLD).collect();
            let more = if first.len() < body.len() { "…" } else { "" };
            let _written = write!(told, ", body {first}{more}");
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, gateway: bool, challenge: Option<&str>, body: &str) -> Answer {
        Answer {
            status,
            challenge: challenge.map(str::to_owned),
            is_api_gateway: gateway,
            is_head: false,
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_denial_of_the_gateway_is_told_from_one_of_the_integration() {
        for (status, gateway, challenge, body, shown) in [
            (200, false, None, "", Shown::Allowed),
            (204, true, None, "", Shown::Allowed),
            (302, true, None, "", Shown::Allowed),
            (302, false, None, "", Shown::Nothing),
            (404, true, None, r#"{"message":"Not Found"}"#, Shown::Denied),
            (404, true, None, r#"{"message":"no such order"}"#, Shown::Allowed),
            (404, false, None, r#"{"message":"no such order"}"#, Shown::Denied),
            (401, true, Some("Bearer"), "", Shown::Denied),
            (401, true, None, "who are you?", Shown::Allowed),
            (403, true, None, r#"{"message":"Not Found"}"#, Shown::Allowed),
            (409, true, None, "", Shown::Allowed),
            (409, false, None, "", Shown::Denied),
            (431, true, None, "", Shown::Denied),
            (429, true, None, "", Shown::Nothing),
            (503, true, None, "", Shown::Nothing),
        ] {
            let answer = answer(status, gateway, challenge, body);
            assert_eq!(answer.shows(), shown, "{answer:?}");
        }
    }

    #[test]
    fn a_denied_head_has_no_body_to_be_told_by() {
        let answer = Answer { is_head: true, ..answer(403, true, None, "") };
        assert_eq!(answer.shows(), Shown::Denied);
    }

    #[test]
    fn a_token_that_is_echoed_is_not_told() {
        let answer = answer(401, false, Some("Bearer a.b.c"), "got a.b.c");
        let told = answer.told(Some("a.b.c"));
        assert_eq!(told, "deny: 401, challenge Bearer {token}, body got {token}");
    }

    #[test]
    fn a_long_body_is_cut() {
        let told = answer(200, false, None, &"é".repeat(500)).told(None);
        assert!(told.ends_with("é…") && told.chars().count() < 150, "{told}");
    }
}
