//! `CorsConfiguration` as SAM's translator lays it over what the document says.

use engine::Code;
use engine::spell::quote;

use super::draft::Draft;
use crate::import::cors::{Cors, Spelling};
use crate::import::intrinsics::Resolver;
use crate::import::openapi;

/// The keys that SAM knows.
const KEYS: &[&str] = &[
    "AllowCredentials",
    "AllowHeaders",
    "AllowMethods",
    "AllowOrigins",
    "ExposeHeaders",
    "MaxAge",
];

/// Reads the settings of an API. `true` lets every origin ask; what Python takes for false is no
/// configuration; a function that nobody knows the value of may come to anything.
pub(super) fn cors(draft: &Draft, resolver: &Resolver<'_>) -> Option<Cors> {
    let document = draft.document.as_ref().and_then(openapi::cors);
    let Some(value) = draft.properties.get("CorsConfiguration") else { return document };
    let place = value.place;
    let wrong = |place, message: String| resolver.report(place, Code::InvalidTemplate, message);
    let is_known_text = value.text().is_some() && value.unknown().is_none();
    if value.is_true() {
        return Some(Cors::of_every_origin(place).over(document));
    }
    if is_known_text || value.list().is_some() {
        let is_empty = value.list().is_some_and(<[_]>::is_empty);
        if !is_empty && !matches!(value.known(), Some("" | "0" | "false" | "False")) {
            wrong(place, "`CorsConfiguration` is neither `true` nor a map".to_owned());
        }
        return document;
    }
    if value.is_map() && value.members().is_empty() {
        return document;
    }
    let strange = value.members().iter().filter(|one| !KEYS.contains(&one.key.as_str()));
    for member in strange {
        wrong(member.key_place, format!("`CorsConfiguration` has no key {}", quote(&member.key)));
    }
    let own = Cors::read(value, Spelling::Capital);
    if own.shares_with_all() {
        let message = "`AllowCredentials` cannot be true when `AllowOrigins` is `*`";
        wrong(place, message.to_owned());
    }
    Some(own.over(document))
}
