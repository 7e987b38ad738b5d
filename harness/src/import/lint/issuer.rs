//! Issuers that tokens will not name, and authorizers that vanish.

use engine::spell::quote;
use engine::{Code, Diagnostics};

use super::authorizers::used;
use crate::import::model::{Api, Authorizer};
use crate::import::project::Project;
use crate::import::value::Piece;

/// Issuers are compared byte by byte (API Gateway, JWT authorizers).
const BYTES: &str = "issuers are compared byte by byte: take the `iss` of a token";

pub(super) fn lint(project: &Project, api: &Api, found: &mut Diagnostics) {
    for authorizer in used(api) {
        if let Some(why) = unlikely(authorizer) {
            let message = format!("the issuer {} {why}", quote(&authorizer.issuer.to_string()));
            let finding = project.finding(authorizer.issuer_place, Code::UnlikelyIssuer, message);
            found.push(finding.with_help(BYTES));
        }
    }
    if let (Some(false), Some(first)) = (api.fail_on_warnings, used(api).next()) {
        let name = quote(&first.name);
        let message = format!("the authorizer {name} may be dropped in silence when deployed");
        let finding = project.finding(first.place, Code::SilentAuthorizer, message);
        let help = "write `FailOnWarnings: true`: an issuer whose discovery document cannot be \
                    fetched is only a warning of the import, and its routes disappear";
        found.push(finding.with_help(help));
    }
}

fn unlikely(authorizer: &Authorizer) -> Option<&'static str> {
    let pieces = authorizer.issuer.pieces();
    let starts = match pieces.first()? {
        Piece::Literal(text) => Some(text.as_str()),
        Piece::Hole(_) => None,
    };
    if starts.is_some_and(|text| !text.starts_with("https://") && !text.starts_with("http://")) {
        return Some("does not begin with https://, as API Gateway asks");
    }
    let Piece::Literal(ends) = pieces.last()? else { return None };
    let text = authorizer.issuer.to_string();
    let host = text.split("://").nth(1).unwrap_or("").split('/').next().unwrap_or("");
    let of_auth0 = host.ends_with(".auth0.com");
    match ends.ends_with('/') {
        true if !of_auth0 => Some("ends with a slash, which most issuers do not put in tokens"),
        false if of_auth0 => Some("does not end with a slash, as the tokens of Auth0 do"),
        true | false => None,
    }
}
