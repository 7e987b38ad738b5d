//! What every format asks of a JWT authorizer and of a route's scopes, checked once.
//!
//! An authorizer that a policy cannot express is no authorizer: the routes behind it are refused
//! with the reason told here.

use std::collections::BTreeSet;

use engine::spell::quote;
use engine::{IdentitySource, Scope as ScopeText};

use super::model::{Access, Authorizer, Quantifier, Scope};
use super::project::Place;
use super::value::{Symbol, Text, Value};
use crate::visible::is_hidden;

/// Longest text that an authorizer or scope may be; API Gateway takes 2,048 bytes at most.
const LONGEST: usize = 4_096;

/// The parts of a JWT authorizer as a template has them.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'v> {
    /// The issuer.
    pub issuer: Option<&'v Value>,
    /// One audience, or a list.
    pub audience: Option<&'v Value>,
    /// One identity source, or a list of one.
    pub identity_source: Option<&'v Value>,
}

/// Makes an authorizer.
///
/// # Errors
/// Why a policy cannot express it, as it follows its name: "names no issuer".
pub fn authorizer(
    name: &str,
    source: &str,
    place: Place,
    parts: Parts<'_>,
) -> Result<Authorizer, String> {
    let hidden = name.chars().any(is_hidden) || name.contains("${");
    if name.is_empty() || name.trim() != name || hidden || name.len() > LONGEST {
        return Err("has a name that no policy can hold".to_owned());
    }
    let issuer = parts.issuer.ok_or("names no issuer")?;
    let text = issuer.text().ok_or("has an issuer that is no text")?;
    check(text, "issuer")?;
    let visible = text
        .known()
        .is_none_or(|known| !known.is_empty() && known.bytes().all(|byte| byte.is_ascii_graphic()));
    if !visible {
        return Err(format!("has the issuer {}, which is none", quote(&text.to_string())));
    }
    Ok(Authorizer {
        name: name.to_owned(),
        issuer: text.clone(),
        issuer_place: issuer.place,
        audience: audience(parts.audience)?,
        identity_source: parts.identity_source.map(identity_source).transpose()?,
        place,
        source: source.to_owned(),
    })
}

fn audience(value: Option<&Value>) -> Result<Vec<Text>, String> {
    let value = value.ok_or("names no audience")?;
    let items = value.list().unwrap_or(std::slice::from_ref(value));
    let (mut audience, mut seen) = (Vec::new(), BTreeSet::new());
    for item in items {
        let text = item.text().ok_or("has an audience that is no text")?;
        check(text, "audience")?;
        if text.is_empty() {
            return Err("has an empty audience".to_owned());
        }
        if seen.insert(text.to_string()) {
            audience.push(text.clone());
        }
    }
    if audience.is_empty() { Err("names no audience".to_owned()) } else { Ok(audience) }
}

fn identity_source(value: &Value) -> Result<Text, String> {
    let one = match value.list() {
        Some([one]) => one,
        Some(_) => return Err("does not name exactly one identity source".to_owned()),
        None => value,
    };
    let text = one.text().ok_or("has an identity source that is no text")?;
    check(text, "identity source")?;
    match text.known() {
        Some(known) if known.parse::<IdentitySource>().is_err() => {
            let told = quote(known);
            Err(format!(
                "looks for the token in {told}, which is not one header or query parameter"
            ))
        }
        _ => Ok(text.clone()),
    }
}

/// What a text of an authorizer must not hold.
fn check(text: &Text, what: &str) -> Result<(), String> {
    if let Some(many) = text.holes().find(|hole| hole.many) {
        return Err(format!("has as {what} a list that is not known: {}", many.why));
    }
    if text.len() > LONGEST {
        return Err(format!("has as {what} a text of more than {LONGEST} bytes"));
    }
    let literal = text.pieces().iter().any(|piece| match piece {
        super::value::Piece::Literal(text) => text.contains("${") || text.chars().any(is_hidden),
        super::value::Piece::Hole(_) => false,
    });
    if literal {
        return Err(format!(
            "has the {what} {}, which no policy can hold",
            quote(&text.to_string())
        ));
    }
    Ok(())
}

/// Reads the scopes of a route.
///
/// # Errors
/// Why they cannot be asked for, as it follows the route's name: "asks for scopes that …".
pub fn scopes(value: &Value) -> Result<Vec<Scope>, String> {
    if let Some(symbol) = value.unknown() {
        return Err(unknown_scope(symbol));
    }
    let items = value.list().ok_or("asks for scopes that are no list")?;
    let (mut scopes, mut seen) = (Vec::new(), BTreeSet::new());
    for item in items {
        let text = item.text().ok_or("asks for a scope that is no text")?;
        if let Some(symbol) = text.holes().next() {
            return Err(unknown_scope(symbol));
        }
        let known = text.known().unwrap_or("");
        if known.contains("${") || known.len() > LONGEST {
            return Err(format!("asks for the scope {}, which no policy can hold", quote(known)));
        }
        let scope: ScopeText = known
            .parse()
            .map_err(|error| format!("asks for the scope {}: {error}", quote(known)))?;
        if seen.insert(known) {
            scopes.push(Scope { scope, place: item.place });
        }
    }
    Ok(scopes)
}

/// Judges a route behind an authorizer, with the scopes it asks for.
pub fn access(authorizer: &str, listed: Option<&Value>, quantifier: Quantifier) -> Access {
    match listed.map_or(Ok(Vec::new()), scopes) {
        Ok(scopes) => Access::Protected { authorizer: authorizer.to_owned(), scopes, quantifier },
        Err(why) => Access::refused(why),
    }
}

fn unknown_scope(symbol: &Symbol) -> String {
    format!("asks for a scope that is not known: {}", symbol.why)
}

#[cfg(test)]
mod tests {
    use engine::Span;

    use super::*;
    use crate::import::project::Project;
    use crate::import::value::Shape;

    fn place() -> Place {
        Place { file: Project::of_text("t.yaml", "").1, span: Span::default() }
    }

    fn text(text: &str) -> Value {
        Value::literal(place(), text)
    }

    fn list(items: &[Value]) -> Value {
        Value { place: place(), shape: Shape::List(items.to_vec()) }
    }

    fn made(issuer: &Value, audience: &Value, identity_source: &Value) -> Result<(), String> {
        let (issuer, audience) = (Some(issuer), Some(audience));
        let parts = Parts { issuer, audience, identity_source: Some(identity_source) };
        authorizer("main", "Main", place(), parts).map(|_| ())
    }

    #[test]
    fn holes_may_stand_in_every_part() {
        let hole = Value::hole(place(), "Pool", "no value");
        assert_eq!(made(&hole, &hole, &hole), Ok(()));
    }

    #[test]
    fn what_a_policy_cannot_express_is_told() {
        let (issuer, audience) = (text("https://idp.example"), list(&[text("app")]));
        let header = text("$request.header.Authorization");
        assert_eq!(made(&issuer, &audience, &list(std::slice::from_ref(&header))), Ok(()));
        for (issuer, audience, source, says) in [
            (&text(""), &audience, &header, "issuer"),
            (&text("https://${x}"), &audience, &header, "no policy can hold"),
            (&issuer, &list(&[]), &header, "no audience"),
            (&issuer, &list(&[text("")]), &header, "empty audience"),
            (&issuer, &audience, &text("$request.header.A,$request.header.B"), "looks for"),
            (&issuer, &audience, &list(&[header.clone(), header.clone()]), "exactly one"),
            (&issuer, &audience, &text("$context.stage"), "looks for"),
        ] {
            let error = made(issuer, audience, source).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_scope_that_is_not_known_is_refused() {
        let hole = Value::hole(place(), "Scope", "the parameter `Scope` has no value");
        assert!(scopes(&list(&[hole])).unwrap_err().contains("`Scope` has no value"));
        assert!(scopes(&text("orders/read")).is_err());
        let twice = list(&[text("a"), text("b"), text("a")]);
        let names: Vec<String> =
            scopes(&twice).unwrap().iter().map(|one| one.scope.to_string()).collect();
        assert_eq!(names, ["a", "b"]);
    }
}
