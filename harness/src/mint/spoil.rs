//! How a recipe of the attack corpus is carried out on a good token.
//!
//! A fault has the last word: what a recipe says of the same claim or header member is overwritten.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{
    draft::{Draft, Form},
    error::MintError,
    fault::{
        Fault,
        step::{Part, Step},
    },
    forge,
    lacks::missing,
    placeholder::Setting,
};

/// Years 1979 to 9998: every time a fault writes is then a time, and milliseconds are none.
const TIMES_FIT: std::ops::RangeInclusive<i64> = 283_996_800..=253_370_764_799;

/// Makes a token with a fault out of a good one.
pub(super) fn spoilt(
    mut draft: Draft,
    fault: Fault,
    setting: Setting<'_>,
) -> Result<String, MintError> {
    let needs = |needs| MintError::FaultNeeds { fault, needs };
    if !TIMES_FIT.contains(&setting.now) {
        return Err(needs("a clock between the years 1979 and 9998"));
    }
    if let Some(missing) = missing(fault, setting) {
        return Err(needs(missing));
    }
    for step in fault.steps() {
        carry_out(&mut draft, *step, setting).map_err(|wrong| match wrong {
            Wrong::Mint(error) => error,
            Wrong::Recipe => needs("a recipe that can be carried out"),
        })?;
    }
    let text = draft.signed_text();
    let signature = forge::sign(&draft, &text, setting)?;
    Ok(draft.write(text, &signature))
}

/// Why a step was not carried out.
enum Wrong {
    Mint(MintError),
    /// The table holds a value that is no JSON; a test carries out every row.
    Recipe,
}

fn carry_out(draft: &mut Draft, step: Step, setting: Setting<'_>) -> Result<(), Wrong> {
    let signer = draft.signer;
    let claims = draft.payload.members.clone();
    let fill = |text: &str| setting.fill(text, &claims, signer).map_err(Wrong::Mint);
    let value = |text: &str| -> Result<Value, Wrong> {
        serde_json::from_str(&fill(text)?).map_err(|_broken| Wrong::Recipe)
    };
    match step {
        Step::Head(name, text) => set(&mut draft.header.members, name, value(text)?),
        Step::NoHead(name) => drop(draft.header.members.remove(name)),
        Step::Claim(name, text) => set(&mut draft.payload.members, name, value(text)?),
        Step::NoClaim(name) => drop(draft.payload.members.remove(name)),
        Step::Audience(text) => {
            let name = if claims.contains_key("aud") { "aud" } else { "client_id" };
            set(&mut draft.payload.members, name, value(text)?);
        }
        Step::Ends(seconds) => {
            let end = setting.now.saturating_add(seconds);
            let start = Value::from(end.saturating_sub(3_600));
            let members = &mut draft.payload.members;
            set(members, "exp", end.into());
            set(members, "iat", start.clone());
            for name in ["auth_time", "nbf"] {
                if members.contains_key(name) {
                    set(members, name, start.clone());
                }
            }
        }
        Step::Deep(part, levels) => {
            let text = format!("\"deep\":{}{},", "[".repeat(levels - 1), "]".repeat(levels - 1));
            insert(draft, part, text.as_bytes());
        }
        Step::Fill(part, length) => {
            set(&mut draft.part(part).members, "padding", "x".repeat(length).into());
        }
        Step::Length(length) => {
            set(&mut draft.payload.members, "padding", "x".repeat(length / 4 * 3).into());
        }
        Step::ManyClaims(count) => {
            let more = (0..count).map(|at| (format!("claim{at}"), Value::from(at)));
            draft.payload.members.extend(more);
        }
        Step::ManyScopes(count) => {
            let mut all = vec![fill("$scope")?];
            all.extend((0..count).map(|at| format!("scope{at}")));
            set(&mut draft.payload.members, "scope", all.join(" ").into());
        }
        Step::First(part, bytes) => match str::from_utf8(bytes) {
            Ok(text) => insert(draft, part, fill(text)?.as_bytes()),
            Err(_raw) => insert(draft, part, bytes),
        },
        Step::Before(part, bytes) => {
            let text = draft.part(part);
            text.write_over([bytes, &text.json()].concat());
        }
        Step::After(part, bytes) => {
            let text = draft.part(part);
            text.write_over([text.json().as_slice(), bytes].concat());
        }
        Step::Whole(part, bytes) => draft.part(part).write_over(bytes.to_vec()),
        Step::Positional => {
            let values = ["exp", "nbf", "sub", "iss", "aud"].map(|name| claims.get(name));
            draft.payload.write_over(json!(values).to_string().into_bytes());
        }
        Step::Nested => {
            let inner = BASE64_URL_SAFE_NO_PAD.encode(draft.payload.json());
            let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
            draft.payload.write_over(format!("{header}.{inner}.").into_bytes());
        }
        Step::Encode(encoding) => draft.encoding = encoding,
        Step::Bare => draft.payload.is_bare = true,
        Step::LooseBits(part) => draft.part(part).is_loose = true,
        Step::Inside(part, text) => draft.part(part).inside = text,
        Step::Sign(signer) => draft.signer = signer,
        Step::Signed => draft.end_signed(),
        Step::Signature(edit) => draft.edits.push(edit),
        Step::Around(before, after) => draft.form = Form::Compact(before, after),
        Step::Cut => draft.form = Form::Cut,
        Step::Serialized => draft.form = Form::Serialized,
        // These are of the key set.
        Step::Key(..)
        | Step::NoKey(_)
        | Step::Beside(_)
        | Step::ManyKeys(_)
        | Step::Removed
        | Step::Set(_) => {}
    }
    Ok(())
}

fn set(members: &mut Map<String, Value>, name: &str, value: Value) {
    members.insert(name.to_owned(), value);
}

/// Puts bytes after the opening brace of a part's JSON text.
fn insert(draft: &mut Draft, part: Part, bytes: &[u8]) {
    let text = draft.part(part);
    let json = text.json();
    let rest = json.strip_prefix(b"{").unwrap_or_default();
    text.write_over([b"{", bytes, rest].concat());
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
