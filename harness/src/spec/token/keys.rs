//! The keys of one token, read by themselves, before it is laid over what it is `like`.

use engine::{
    Code, Diagnostics, Place,
    document::Document as _,
    spell::{nearest, quote},
    text::Text,
};

use crate::{
    clock::parse_duration,
    mint::{Fault, Profile, Recipe, SigningAlgorithm},
    spec::document::{JsonMap, Listed, SpecDocument, TokenDocument},
};

/// What the keys of a token say.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    pub(super) authorizer: Option<String>,
    pub(super) recipe: Recipe,
    pub(super) raw: Option<String>,
}

/// Reads the keys of a token.
pub(super) fn read(document: &TokenDocument, place: Place<'_>, found: &mut Diagnostics) -> Keys {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
    if document.raw.is_some() && place.names().any(|name| name != "raw") {
        let message = "`raw` stands beside keys that say how to mint";
        let finding = place.key("raw").key_finding(Code::RawWithOthers, message);
        found.push(finding.with_help("a raw text is sent as it stands: keep `raw` alone"));
    }
    let map = |map: &Option<JsonMap>| map.as_ref().map(|map| map.0.clone()).unwrap_or_default();
    let scopes =
        |scopes: &Listed<Text>| scopes.items.iter().map(|scope| scope.value.0.clone()).collect();
    let recipe = Recipe {
        profile: document.profile.as_ref().and_then(|name| profile(&name.0, place, found)),
        scopes: document.scopes.as_ref().map(scopes),
        claims: map(&document.claims),
        header: map(&document.header),
        algorithm: document.algorithm.as_ref().and_then(|name| algorithm(&name.0, place, found)),
        expires_in: duration(document.expires_in.as_ref(), place, "expires_in", found),
        issued_in: duration(document.issued_in.as_ref(), place, "issued_in", found),
        not_before_in: duration(document.not_before_in.as_ref(), place, "not_before_in", found),
        fault: document.fault.as_ref().and_then(|name| fault(&name.0, place, found)),
    };
    Keys { authorizer: text(&document.authorizer), recipe, raw: text(&document.raw) }
}

/// Tells of a token without a value, where the reader of documents does not: under the name of a
/// key whose value is free.
pub(super) fn refuse_silence(name: &str, place: Place<'_>, found: &mut Diagnostics) {
    let start = usize::try_from(place.span().start).unwrap_or(usize::MAX);
    let text = place.source().text().get(start..).unwrap_or_default();
    let is_map = place.names().next().is_some() || text.starts_with('{');
    if SpecDocument::FREE_KEYS.contains(&name) && !is_map {
        let message = format!("{} says nothing", quote(name));
        let finding = place.key_finding(Code::WrongType, message);
        found.push(finding.with_help("write `{}` for a token that is good as it is"));
    }
}

fn profile(name: &str, place: Place<'_>, found: &mut Diagnostics) -> Option<Profile> {
    let profile = name.parse();
    if profile.is_err() {
        let message = format!("no profile is named {}", quote(name));
        let names = Profile::ALL.map(Profile::as_str);
        let help = match nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("this version has {}", names.join(", ")),
        };
        found.push(place.key("profile").finding(Code::UnknownProfile, message).with_help(help));
    }
    profile.ok()
}

fn algorithm(name: &str, place: Place<'_>, found: &mut Diagnostics) -> Option<SigningAlgorithm> {
    let algorithm = name.parse();
    if algorithm.is_err() {
        let message = format!("{} is no algorithm that a token is signed with", quote(name));
        let known = SigningAlgorithm::ALL.map(SigningAlgorithm::as_str).join(", ");
        let help = format!("known: {known}; for others there are faults, such as `alg_none`");
        found.push(place.key("algorithm").finding(Code::InvalidAlgorithm, message).with_help(help));
    }
    algorithm.ok()
}

fn fault(name: &str, place: Place<'_>, found: &mut Diagnostics) -> Option<Fault> {
    let fault = name.parse();
    if fault.is_err() {
        let message = format!("no fault is named {}", quote(name));
        let help = match nearest(name, Fault::all().iter().map(|one| one.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`harness mint --list-faults` lists them".to_owned(),
        };
        found.push(place.key("fault").finding(Code::UnknownFault, message).with_help(help));
    }
    fault.ok()
}

fn duration(
    text: Option<&Text>,
    place: Place<'_>,
    key: &str,
    found: &mut Diagnostics,
) -> Option<i64> {
    let text = &text?.0;
    let seconds = parse_duration(text);
    if seconds.is_err() {
        let message = format!("{} is no duration", quote(text));
        let help = "write digits and one of s, m, h, d, such as `-1s`, `5m`, `1h` or `2d`, at most \
                    a hundred years";
        found.push(place.key(key).finding(Code::InvalidDuration, message).with_help(help));
    }
    seconds.ok()
}
