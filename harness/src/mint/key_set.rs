//! The key set that verifies an issuer's tokens, with the faults that lie in it.

use serde_json::{Value, json};

use super::{
    error::MintError,
    fault::{
        Fault,
        step::{Signer, Step},
    },
    placeholder::Setting,
};

/// Returns the text of the key set for tokens with a fault, or without one.
pub(super) fn text(fault: Option<Fault>, setting: Setting<'_>) -> Result<String, MintError> {
    let mut own = setting.own.public_jwk();
    let mut others: Vec<Value> = Vec::new();
    let mut whole = None;
    let mut is_removed = false;
    let fill = |text| setting.fill(text, &serde_json::Map::new(), Signer::Issuer);
    let value = |text| fill(text).map(|text| serde_json::from_str(&text).unwrap_or(Value::Null));
    for step in fault.map_or(&[][..], Fault::steps) {
        if let Step::Key(name, text) = step {
            set(&mut own, name, value(text)?);
        } else if let Step::NoKey(name) = step {
            own.as_object_mut().and_then(|members| members.remove(*name));
        } else if let Step::Sign(signer @ (Signer::Weak(_) | Signer::ExponentThree)) = step {
            own = setting.signing_key(*signer)?.public_jwk();
            set(&mut own, "kid", setting.own.key_id().into());
        } else if let Step::Beside(text) = step {
            others.push(value(text)?);
        } else if let Step::ManyKeys(count) = step {
            others.extend((0..*count).map(|at| {
                let mut other = own.clone();
                set(&mut other, "kid", format!("key-{at}").into());
                other
            }));
        } else if let Step::Set(text) = step {
            whole = Some(fill(text)?);
        }
        is_removed |= matches!(step, Step::Removed);
    }
    if let Some(whole) = whole {
        return Ok(whole);
    }
    let own = (!is_removed).then_some(own);
    let keys: Vec<Value> = own.into_iter().chain(others).collect();
    Ok(json!({ "keys": keys }).to_string())
}

fn set(key: &mut Value, name: &str, value: Value) {
    if let Some(members) = key.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}
