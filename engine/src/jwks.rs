//! Key sets (RFC 7517): which keys of a set may verify tokens, and which sets are refused whole.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::algorithm::Algorithm;
use crate::headers::Headers;
use crate::json::parse_object;
use crate::signature::{PublicKey, Unusable};
use crate::spell::quote;
use crate::value::{Object, Value};
use crate::weak_key::is_marked;

const SMALLEST_RSA_BITS: usize = 2048;
const LARGEST_RSA_BITS: usize = 8192;

/// What an RSA key without `alg` is for.
const RSA: [Algorithm; 6] = [
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
];

/// The keys of one issuer that tokens can name.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
    skipped: Vec<String>,
    headers: Headers,
    written: Arc<Object>,
}

#[derive(Clone, Debug)]
struct Key {
    id: String,
    public: PublicKey,
}

/// Why a key set is refused whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySetError(String);

impl fmt::Display for KeySetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KeySetError {}

impl KeySet {
    /// Reads a key set.
    ///
    /// # Errors
    /// No JSON object with a list `keys`, or a set that holds a symmetric or private key or two
    /// keys of one `kid`: such a set was made by mistake, and no key of it is trusted.
    pub fn from_json(bytes: &[u8]) -> Result<Self, KeySetError> {
        let refused = |message: &str| KeySetError(message.to_owned());
        let object = parse_object(bytes).map_err(|error| KeySetError(error.to_string()))?;
        let Some(Value::List(items)) = object.get("keys") else {
            return Err(refused("the key set has no list `keys`"));
        };
        let mut set = Self::default();
        let mut ids: Vec<&str> = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let Value::Object(jwk) = item else {
                return Err(refused("an item of `keys` is no object"));
            };
            refuse_secret(jwk)?;
            let id = jwk.get("kid").and_then(Value::as_str).filter(|id| !id.is_empty());
            let shown = id.map_or_else(|| format!("number {}", at + 1), quote);
            let Some(id) = id else {
                set.skipped.push(format!("the key {shown} has no `kid`, so no token can name it"));
                continue;
            };
            ids.push(id);
            match key(jwk) {
                Ok(public) => set.keys.push(Key { id: id.to_owned(), public }),
                Err(reason) => set.skipped.push(format!("the key {shown} {reason}")),
            }
        }
        ids.sort_unstable();
        if let Some([twice, _]) = ids.windows(2).find(|pair| pair.first() == pair.last()) {
            return Err(KeySetError(format!("two keys have the `kid` {}", quote(twice))));
        }
        set.keys.sort_by(|a, b| a.id.cmp(&b.id));
        set.written = Arc::new(object);
        Ok(set)
    }

    /// Returns whether both were read from the same members in the same order.
    pub fn is_written_as(&self, other: &Self) -> bool {
        self.written == other.written
    }

    /// Returns why keys of the set were skipped, a line each.
    pub fn skipped(&self) -> &[String] {
        &self.skipped
    }

    /// Returns whether no token can be verified with the set.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Returns the place of the key that a token names.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.keys.binary_search_by(|key| key.id.as_str().cmp(id)).ok()
    }

    /// Returns the key at a place.
    pub(crate) fn key(&self, place: usize) -> Option<&PublicKey> {
        self.keys.get(place).map(|key| &key.public)
    }

    /// Returns the headers that came with good signatures of these keys.
    pub(crate) fn headers(&self) -> &Headers {
        &self.headers
    }
}

/// A key that only its owner should have makes the whole set untrustworthy.
fn refuse_secret(jwk: &Object) -> Result<(), KeySetError> {
    if jwk.get("kty").and_then(Value::as_str) == Some("oct") || jwk.get("k").is_some() {
        return Err(KeySetError("the key set holds a symmetric key".to_owned()));
    }
    if ["d", "p", "q", "dp", "dq", "qi", "oth"].iter().any(|member| jwk.get(member).is_some()) {
        return Err(KeySetError("the key set holds a private key".to_owned()));
    }
    Ok(())
}

/// Reads one key, or says why no token can use it.
fn key(jwk: &Object) -> Result<PublicKey, &'static str> {
    if jwk.get("use").is_some_and(|value| value.as_str() != Some("sig")) {
        return Err("is not for signatures (`use`)");
    }
    if let Some(operations) = jwk.get("key_ops") {
        let verifies = matches!(operations, Value::List(items)
            if items.iter().any(|item| item.as_str() == Some("verify")));
        if !verifies {
            return Err("is not for verifying (`key_ops`)");
        }
    }
    let stated = jwk.get("alg");
    let stated = stated.map(|name| name.as_str().and_then(|name| name.parse::<Algorithm>().ok()));
    let bound = |algorithms: &[Algorithm]| match stated {
        None => Ok(algorithms.to_vec()),
        Some(Some(one)) if algorithms.contains(&one) => Ok(vec![one]),
        Some(_) => Err("is for an algorithm that does not fit it (`alg`)"),
    };
    match jwk.get("kty").and_then(Value::as_str) {
        Some("RSA") => {
            let (modulus, exponent) = rsa(jwk)?;
            PublicKey::rsa(&modulus, &exponent, &bound(&RSA)?)
                .map_err(|Unusable| "is no RSA key that can be used")
        }
        Some("EC") => {
            let (x, y, algorithm) = elliptic(jwk)?;
            bound(&[algorithm])?;
            PublicKey::elliptic(&x, &y, algorithm).map_err(|Unusable| "is no point of its curve")
        }
        Some("OKP") => {
            let point = edwards(jwk)?;
            bound(&[Algorithm::EdDsa])?;
            PublicKey::edwards(&point).map_err(|Unusable| "is no point that can be a key")
        }
        _ => Err("is of an unknown type (`kty`)"),
    }
}

fn member(jwk: &Object, name: &str) -> Result<Vec<u8>, &'static str> {
    let text = jwk.get(name).and_then(Value::as_str).ok_or("lacks a part")?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_unread| "has a part that is not base64url")
}

/// RFC 7518 section 3.3: 2048 bits or more.
fn rsa(jwk: &Object) -> Result<(Vec<u8>, Vec<u8>), &'static str> {
    let (modulus, exponent) = (member(jwk, "n")?, member(jwk, "e")?);
    let bits = |number: &[u8]| match number.iter().position(|byte| *byte != 0) {
        Some(first) => {
            let zeros = number.get(first).map_or(0, |byte| byte.leading_zeros() as usize);
            (number.len() - first) * 8 - zeros
        }
        None => 0,
    };
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
    if bits(&modulus) < SMALLEST_RSA_BITS {
        return Err("has fewer than 2048 bits");
    }
    if bits(&modulus) > LARGEST_RSA_BITS {
        return Err("has more than 8192 bits");
    }
    if !odd(&modulus) || !odd(&exponent) || bits(&exponent) < 2 || bits(&exponent) > 33 {
        return Err("is no RSA key");
    }
    if is_marked(&modulus) {
        return Err("can be factored (ROCA, CVE-2017-15361)");
    }
    Ok((modulus, exponent))
}

fn elliptic(jwk: &Object) -> Result<(Vec<u8>, Vec<u8>, Algorithm), &'static str> {
    let (size, algorithm) = match jwk.get("crv").and_then(Value::as_str) {
        Some("P-256") => (32, Algorithm::Es256),
        Some("P-384") => (48, Algorithm::Es384),
        _ => return Err("is on an unknown curve (`crv`)"),
    };
    let (x, y) = (member(jwk, "x")?, member(jwk, "y")?);
    if x.len() != size || y.len() != size {
        return Err("is no point of its curve");
    }
    Ok((x, y, algorithm))
}

fn edwards(jwk: &Object) -> Result<Vec<u8>, &'static str> {
    if jwk.get("crv").and_then(Value::as_str) != Some("Ed25519") {
        return Err("is on an unknown curve (`crv`)");
    }
    let x = member(jwk, "x")?;
    if x.len() != 32 {
        return Err("is no point of its curve");
    }
    Ok(x)
}
