//! The request and the tokens of which exactly some facts hold.

use engine::{Algorithm, IdentitySource, Method};
use serde_json::{Map, Value, json};

use crate::analysis::{
    cell::Cell, credential::Check, facts::Facts, path::encoded, query::Assignment, refusal::Refusal,
};

/// What stands where a token should, when it is one that nobody takes.
pub const GARBAGE: &str = "not-a-token";
/// Seconds by which a date is clearly early or late.
const HOUR: i64 = 3_600;

/// A request and the tokens that it carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The method.
    pub method: Method,
    /// The path, as sent.
    pub path: String,
    /// The classes of the authorizers that the sides ask.
    pub asked: Vec<usize>,
    /// The tokens, one for each place where one stands.
    pub tokens: Vec<Sent>,
}

/// A token in a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Where it stands.
    pub source: IdentitySource,
    /// What stands there; none is [`GARBAGE`].
    pub token: Option<Plan>,
}

/// A token to mint.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Whose key signs it: a class of authorizers; none for a key that nobody knows.
    pub key: Option<usize>,
    /// The algorithm; none for one that nobody takes.
    pub algorithm: Option<Algorithm>,
    /// The class of the authorizer that it is minted for.
    pub class: usize,
    /// Its claims beyond issuer, audience and dates; null removes one of those.
    pub claims: Map<String, Value>,
}

impl Facts<'_> {
    /// Returns the request and the tokens of which exactly an assignment's facts hold.
    ///
    /// # Errors
    /// No token is so; that does not happen for what was found under the theory of the cell.
    pub fn witness(&mut self, cell: &Cell, assignment: &Assignment) -> Result<Witness, Refusal> {
        let asked = self.classes_asked(cell);
        let opened = self.credentials.is_opened(&asked);
        let by_side = [Some(assignment), assignment.other.as_deref()];
        let by_side = by_side.map(|own| own.unwrap_or(assignment));
        let asked: Vec<(usize, &Assignment)> =
            asked.into_iter().zip(by_side).filter_map(|(class, own)| Some((class?, own))).collect();
        let mut tokens: Vec<Sent> = Vec::new();
        let mut done: Vec<usize> = Vec::new();
        for (class, assignment) in asked.iter().copied() {
            let Some(source) = self.credentials.source(class) else { continue };
            let held: Vec<Check> =
                self.credentials.at(source, &assignment.facts).cloned().collect();
            if done.contains(&source) || !held.contains(&Check::Present) {
                continue;
            }
            done.push(source);
            let good = if opened { Check::Formed } else { Check::Valid(class) };
            let token = if !held.contains(&good) {
                None
            } else if opened {
                let claims = self.claims(cell, assignment)?;
                Some(self.opened(class, &held, claims))
            } else {
                let claims = self.claims(cell, assignment)?;
                Some(self.good(class, claims))
            };
            let source = self.credentials.identity_source(source).cloned().unwrap_or_default();
            tokens.push(Sent { source, token });
        }
        let asked = asked.into_iter().map(|(class, _)| class).collect();
        Ok(Witness { method: cell.method, path: encoded(cell), asked, tokens })
    }

    /// A token that its authorizer takes.
    fn good(&self, class: usize, mut claims: Map<String, Value>) -> Plan {
        let authorizer = self.credentials.authorizer(class);
        let algorithm = authorizer.and_then(|one| one.algorithms.first().copied());
        // One that ends within the leeway was issued before it ends.
        let ends = claims.get("exp").and_then(Value::as_f64);
        #[expect(clippy::cast_precision_loss, reason = "dates are far below 2^53")]
        if ends.is_some_and(|ends| ends < self.now as f64) {
            claims.entry("iat").or_insert(Value::Null);
        }
        // Without an audience the client counts, whatever else is asked of it.
        let audience = authorizer.and_then(|one| one.audience.first());
        if claims.get("aud") == Some(&Value::Null)
            && let Some(name) = audience
        {
            claims.entry("client_id").or_insert_with(|| name.clone().into());
        }
        Plan { key: Some(self.credentials.key_class(class)), algorithm, class, claims }
    }

    /// A token of which each check is known.
    fn opened(&self, class: usize, held: &[Check], mut claims: Map<String, Value>) -> Plan {
        let (mut key, mut algorithm, mut name) = (None, None, "https://nobody.example".to_owned());
        let mut audience = Vec::new();
        let (mut lives, mut begun, mut issued) = (None, None, None);
        for check in held {
            match check {
                Check::Present | Check::Valid(_) | Check::Formed | Check::Sound => {}
                Check::Algorithm(own) => algorithm = Some(*own),
                Check::Key(own) => key = Some(*own),
                Check::Issuer(own) => name.clone_from(own),
                Check::Audience(own) => audience.push(own.clone()),
                // The least leeway is the first.
                Check::Lives(own) => lives = lives.or(Some(*own)),
                Check::Begun(own) => begun = begun.or(Some(*own)),
                Check::Issued(own) => issued = issued.or(Some(*own)),
            }
        }
        if !held.contains(&Check::Sound) {
            claims.insert("cnf".to_owned(), json!({}));
        }
        let least = self.credentials.least_leeway(class);
        claims.insert("iss".to_owned(), name.into());
        let audience = if audience.is_empty() { json!("nobody") } else { json!(audience) };
        let audience = match audience.as_array().map(Vec::as_slice) {
            Some([one]) => one.clone(),
            _ => audience,
        };
        claims.insert("aud".to_owned(), audience);
        let ends = match lives {
            Some(own) if own == least => self.now.saturating_add(HOUR),
            Some(own) => self.now.saturating_sub(own).saturating_add(1),
            None => self.now.saturating_sub(HOUR),
        };
        claims.insert("exp".to_owned(), ends.into());
        let begins = |leeway: Option<i64>| match leeway {
            Some(own) if own == least => None,
            Some(own) => Some(self.now.saturating_add(own)),
            None => Some(self.now.saturating_add(HOUR)),
        };
        claims.extend(begins(begun).map(|date| ("nbf".to_owned(), date.into())));
        let issued = begins(issued).unwrap_or_else(|| self.now.min(ends));
        claims.insert("iat".to_owned(), issued.into());
        Plan { key, algorithm, class, claims }
    }
}
