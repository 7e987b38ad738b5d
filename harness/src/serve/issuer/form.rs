//! The parameters of a request: of its query, or of a small form in its body.

use axum::{
    Form,
    body::Body,
    extract::{FromRequest as _, Query, Request},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use http_body_util::Limited;

use super::answer::{Refused, empty};

/// Longest form or query, in bytes.
const MOST_BYTES: usize = 8 << 10;

/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// Parameters, none of them twice and none of them empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a form. What is no form is answered 405 with nothing, as Cognito does.
    pub(super) async fn of_body(request: Request) -> Result<Self, Response> {
        if !is_form(request.headers()) {
            return Err(empty(StatusCode::METHOD_NOT_ALLOWED));
        }
        let mut request = request.map(|body| Body::new(Limited::new(body, MOST_BYTES)));
        // Its spelling is checked already, and axum knows one alone.
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
        match Form::<Vec<(String, String)>>::from_request(request, &()).await {
            Ok(Form(pairs)) => Self::of_pairs(pairs).map_err(Refused::answer),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(empty(StatusCode::PAYLOAD_TOO_LARGE))
            }
            Err(_unreadable) => Err(Refused::InvalidRequest.answer()),
        }
    }

    /// Reads a query.
    pub(super) fn of_query(uri: &Uri) -> Result<Self, Refused> {
        if uri.query().is_some_and(|query| query.len() > MOST_BYTES) {
            return Err(Refused::InvalidRequest);
        }
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri);
        let Query(pairs) = pairs.map_err(|_unreadable| Refused::InvalidRequest)?;
        Self::of_pairs(pairs)
    }

    /// Returns the value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Returns the scopes that are asked for, each once; nothing, when the parameter is not there.
    pub(super) fn scopes(&self) -> Option<Vec<String>> {
        let mut scopes: Vec<String> = Vec::new();
        for scope in self.get("scope")?.split(' ').filter(|scope| !scope.is_empty()) {
            if !scopes.iter().any(|own| own == scope) {
                scopes.push(scope.to_owned());
            }
        }
        Some(scopes)
    }

    fn of_pairs(mut pairs: Vec<(String, String)>) -> Result<Self, Refused> {
        // Without a value is as if it were not there, and none may be there twice (RFC 6749, 3.1).
        pairs.retain(|(_, value)| !value.is_empty());
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.array_windows().any(|[one, next]| one == next) {
            return Err(Refused::InvalidRequest);
        }
        Ok(Self(pairs))
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.and_then(|text| text.split(';').next()).map_or("", str::trim);
    essence.eq_ignore_ascii_case(FORM)
}
