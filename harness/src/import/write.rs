//! A model to a policy in our format: the same model, the same text.
//!
//! Routes stand in the template's order, each with the resource it comes from. Holes are
//! parameters without a default. No scope catalogue is written: which scopes exist is the
//! issuer's to say, and a lint's to compare.

use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::guardrail::{Denied, denied};

use self::guardrail::guardrail;
use super::model::{Access, Api, Authorizer, Quantifier, Route, Scope};
use super::project::Place;
use super::value::{Piece, Symbol, Text};
use super::yaml_text::{flow, key, quoted};
use crate::visible::shortened;

mod guardrail;

/// The policy's parameters: a name for each symbol.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    named: Vec<(Symbol, String)>,
    /// Where each symbol is, by its own name.
    by_symbol: BTreeMap<String, usize>,
    taken: BTreeSet<String>,
}

/// Longest name of a parameter, but for what tells it from another.
const MOST_SIGNS: usize = 64;

impl Parameters {
    /// Names the holes of an API's authorizers, in the order of the policy.
    pub fn of(api: &Api) -> Self {
        let mut parameters = Self::default();
        for authorizer in &api.authorizers {
            let texts = std::iter::once(&authorizer.issuer);
            let texts = texts.chain(&authorizer.audience).chain(&authorizer.identity_source);
            for symbol in texts.flat_map(Text::holes) {
                parameters.add(symbol);
            }
        }
        parameters
    }

    fn add(&mut self, symbol: &Symbol) {
        if self.name(symbol).is_some() {
            return;
        }
        let sign = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let signs = symbol.name.replace("::", "_");
        let mut name: String = signs.chars().take(MOST_SIGNS).map(sign).collect();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            name.insert(0, '_');
        }
        let mut distinct = name.clone();
        let mut count = 1_usize;
        while !self.taken.insert(distinct.clone()) {
            count += 1;
            distinct = format!("{name}_{count}");
        }
        self.by_symbol.insert(symbol.name.clone(), self.named.len());
        self.named.push((symbol.clone(), distinct));
    }

    /// Returns the name of a symbol's parameter.
    pub fn name(&self, symbol: &Symbol) -> Option<&str> {
        let at = *self.by_symbol.get(&symbol.name)?;
        self.named.get(at).map(|(_, name)| name.as_str())
    }

    /// Returns the symbols with their names, in the order of the policy.
    pub fn iter(&self) -> impl Iterator<Item = (&Symbol, &str)> {
        self.named.iter().map(|(symbol, name)| (symbol, name.as_str()))
    }

    /// Returns a text with `${NAME}` in its holes.
    pub fn fill(&self, text: &Text) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Hole(symbol) => format!("${{{}}}", self.name(symbol).unwrap_or("")),
        };
        text.pieces().iter().map(piece).collect()
    }
}

/// A policy that was written, and where the template says the same.
#[derive(Clone, Debug)]
pub struct Written {
    /// The policy.
    pub text: String,
    /// Places in the template, by line of the policy from 1.
    pub places: Vec<(usize, Place)>,
}

/// Writes the policy of an API. Refused routes become comments and guardrails.
pub fn policy(api: &Api, format: &str, file: &str) -> Written {
    let parameters = Parameters::of(api);
    let mut lines =
        vec![format!("# Imported from {} ({format}).", comment(file)), "version: 1".to_owned()];
    let mut places = Vec::new();
    // `${` stands for a parameter, and a name has none.
    let title = comment(api.title.as_deref().unwrap_or(&api.name)).replace("${", "$ {");
    lines.push(format!("api: {}", key(&title)));
    if parameters.iter().next().is_some() {
        lines.push("parameters:".to_owned());
        for (symbol, name) in parameters.iter() {
            lines.push(format!("  {name}: {{}}  # {}", comment(&symbol.why)));
        }
    }
    if !api.authorizers.is_empty() {
        lines.push("authorizers:".to_owned());
        for authorizer in &api.authorizers {
            let first = lines.len() + 1;
            write_authorizer(authorizer, &parameters, &mut lines);
            places.extend((first..=lines.len()).map(|line| (line, authorizer.place)));
        }
    }
    let served =
        |route: &Route| matches!(route.access, Access::Public { .. } | Access::Protected { .. });
    if api.routes.iter().any(served) {
        lines.push("routes:".to_owned());
    } else {
        lines.push("routes: {}".to_owned());
    }
    for route in &api.routes {
        write_route(route, &mut lines);
        places.push((lines.len(), route.place));
    }
    let refused = |route: &Route| matches!(route.access, Access::Refused(_));
    let numbered = api.routes.iter().enumerate().filter(|(_, route)| refused(route));
    let guardrails: Vec<(String, Place)> =
        numbered.filter_map(|(at, route)| Some((guardrail(route, at)?, route.place))).collect();
    if !guardrails.is_empty() {
        lines.push("guardrails:".to_owned());
        // Two refused routes may have one name.
        let mut seen = BTreeSet::new();
        for (guardrail, place) in guardrails {
            if seen.insert(guardrail.clone()) {
                let first = lines.len() + 1;
                lines.extend(guardrail.lines().map(str::to_owned));
                places.extend((first..=lines.len()).map(|line| (line, place)));
            }
        }
    }
    if let Some(cors) = api.cors.as_ref().filter(|cors| cors.is_written()) {
        let first = lines.len() + 1;
        lines.extend(cors.lines());
        places.extend((first..=lines.len()).map(|line| (line, cors.place)));
    }
    lines.push(String::new());
    Written { text: lines.join("\n"), places }
}

fn write_authorizer(authorizer: &Authorizer, parameters: &Parameters, lines: &mut Vec<String>) {
    let source = comment(&authorizer.source);
    lines.push(format!("  {}:  # {source}", key(&authorizer.name)));
    lines.push(format!("    issuer: {}", quoted(&parameters.fill(&authorizer.issuer))));
    let audience: Vec<String> =
        authorizer.audience.iter().map(|one| quoted(&parameters.fill(one))).collect();
    lines.push(format!("    audience: [{}]", audience.join(", ")));
    if let Some(source) = &authorizer.identity_source {
        lines.push(format!("    identity_source: {}", key(&parameters.fill(source))));
    }
}

fn write_route(route: &Route, lines: &mut Vec<String>) {
    let (name, source) = (route.reach.to_string(), comment(&route.source));
    match &route.access {
        Access::Public { .. } => {
            lines.push(format!("  {}: {{ public: true }}  # {source}", key(&name)));
        }
        Access::Protected { authorizer, scopes, quantifier } => {
            let authorizer = flow(authorizer);
            let scopes = written(scopes, *quantifier);
            let name = key(&name);
            lines.push(format!("  {name}: {{ authorizer: {authorizer}{scopes} }}  # {source}"));
        }
        Access::Absent { why } => {
            let (name, why) = (comment(&name), comment(why));
            lines.push(format!("  # not deployed: {name} {why}  # {source}"));
        }
        Access::Refused(refusal) => {
            let (name, why) = (comment(&name), comment(&refusal.why));
            lines.push(format!("  # refused: {name} {why}  # {source}"));
        }
    }
}

fn written(scopes: &[Scope], quantifier: Quantifier) -> String {
    let names: Vec<String> = scopes.iter().map(|scope| flow(scope.scope.as_str())).collect();
    let quantifier = match quantifier {
        Quantifier::Any => "any_of",
        Quantifier::All => "all_of",
    };
    match names.as_slice() {
        [] => String::new(),
        [one] => format!(", scopes: {one}"),
        many => format!(", scopes: {{ {quantifier}: [{}] }}", many.join(", ")),
    }
}

/// A text of others as part of a comment: on one line, nothing hidden.
fn comment(text: &str) -> String {
    shortened(text, LONGEST)
}

/// How much of a text of others is repeated, in characters.
const LONGEST: usize = 300;

#[cfg(test)]
mod tests;
