//! Which client is asking: `client_secret_basic`, `client_secret_post`, or only a name.

use axum::http::{HeaderMap, header};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{
    answer::Refused,
    config::{Client, ClientSecret},
    form::Parameters,
    pool::ServedPool,
};

/// A client that has proved who it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub(super) pool: &'a ServedPool,
    pub(super) client: &'a Client,
}

/// What a request says about its client.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    id: String,
    secret: Option<String>,
}

/// Finds the client of a request for tokens, among the pools of its endpoint.
pub(super) fn client_of<'a>(
    pools: impl Iterator<Item = &'a ServedPool>,
    headers: &HeaderMap,
    form: &Parameters,
) -> Result<Known<'a>, Refused> {
    let readings = said(headers, form)?;
    for pool in pools {
        for said in &readings {
            let client = pool.client(&said.id);
            if let Some(client) = client.filter(|one| proves(one, said.secret.as_deref())) {
                return Ok(Known { pool, client });
            }
        }
    }
    Err(Refused::InvalidClient)
}

fn proves(client: &Client, said: Option<&str>) -> bool {
    match (&client.secret, said) {
        (ClientSecret::Given(secret), Some(said)) => secret.matches(said),
        (ClientSecret::None, None | Some("")) => true,
        // One that was never derived is nobody's.
        (ClientSecret::None | ClientSecret::Given(_) | ClientSecret::Derived, _) => false,
    }
}

/// Returns what is said, in each of its readings.
fn said(headers: &HeaderMap, form: &Parameters) -> Result<Vec<Said>, Refused> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (first, second) = (values.next(), values.next());
    if second.is_some() || (first.is_some() && form.get("client_secret").is_some()) {
        // No more than one way at once (RFC 6749, 2.3).
        return Err(Refused::InvalidRequest);
    }
    let posted = form.get("client_id");
    let Some(value) = first else {
        let id = posted.ok_or(Refused::InvalidRequest)?.to_owned();
        return Ok(vec![Said { id, secret: form.get("client_secret").map(str::to_owned) }]);
    };
    let mut readings = basic(value.as_bytes()).ok_or(Refused::InvalidClient)?;
    readings.retain(|said| posted.is_none_or(|posted| posted == said.id));
    Ok(readings)
}

/// Reads `Basic`: as most clients write it, and encoded as RFC 6749 2.3.1 wants it.
fn basic(value: &[u8]) -> Option<Vec<Said>> {
    let text = str::from_utf8(value).ok()?;
    let (scheme, encoded) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let plain = Said { id: id.to_owned(), secret: Some(secret.to_owned()) };
    let decoded = decode(id).zip(decode(secret));
    let decoded = decoded.map(|(id, secret)| Said { id, secret: Some(secret) });
    // An id with a colon of its own, not encoded: the secret stands behind the last.
    let last = pair.rsplit_once(':');
    let last = last.map(|(id, secret)| Said { id: id.to_owned(), secret: Some(secret.to_owned()) });
    let mut readings = vec![plain];
    for other in decoded.into_iter().chain(last) {
        if !readings.contains(&other) {
            readings.push(other);
        }
    }
    Some(readings)
}

/// Decodes `application/x-www-form-urlencoded`.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(pair: &str) -> Vec<(String, String)> {
        let value = format!("bAsIc {}", BASE64_STANDARD.encode(pair));
        let said = basic(value.as_bytes()).unwrap().into_iter();
        said.map(|said| (said.id, said.secret.unwrap())).collect()
    }

    fn pair(id: &str, secret: &str) -> (String, String) {
        (id.to_owned(), secret.to_owned())
    }

    #[test]
    fn basic_is_read_plain_and_encoded() {
        assert_eq!(readings("id:secret"), [pair("id", "secret")]);
        assert_eq!(readings("a%3Ab:c%2Bd+e"), [pair("a%3Ab", "c%2Bd+e"), pair("a:b", "c+d e")]);
        assert_eq!(readings("https://api:s"), [pair("https", "//api:s"), pair("https://api", "s")]);
        assert_eq!(readings("id:100%"), [pair("id", "100%")]);
        assert_eq!(readings("id:"), [pair("id", "")]);
    }

    #[test]
    fn what_is_not_basic_names_nobody() {
        for value in
            ["", "Basic", "Basic ", "Basic !!", "Bearer aWQ6cw==", "Basic aWQ=", "Basic /w=="]
        {
            assert_eq!(basic(value.as_bytes()), None, "{value:?}");
        }
        assert_eq!(basic(b"Basic \xff"), None);
    }
}
