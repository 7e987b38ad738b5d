//! Writes out what tokens are `like`: chains of any length, circles told.

use std::collections::{BTreeMap, BTreeSet};

use engine::{
    Code, Diagnostics, Place, Span,
    spell::{nearest, quote},
    text::{Named, NamedEntry},
};
use serde_json::{Map, Value};

use super::{
    NONE, Token, TokenPlan,
    keys::{self, Keys},
};
use crate::{
    mint::Recipe,
    spec::{budget::Budget, document::TokenDocument},
};

/// How many names of a circle a message tells.
const NAMES_TOLD: usize = 8;

/// The tokens of a spec while it is read.
pub(crate) struct Tokens<'a> {
    /// The value of `tokens:`; the whole spec where there is none, and then no token either.
    section: Place<'a>,
    /// Every name under `tokens:`, also of tokens that did not fit.
    names: BTreeSet<&'a str>,
    entries: BTreeMap<&'a str, &'a NamedEntry<TokenDocument>>,
    keys: BTreeMap<&'a str, Keys>,
    /// What is sent by name; `None` where that is told to be wrong.
    plans: BTreeMap<&'a str, Option<TokenPlan>>,
    used: BTreeSet<String>,
    /// Every authorizer written, with its place.
    authorizers: Vec<(String, Span)>,
    budget: Budget,
}

impl<'a> Tokens<'a> {
    /// Reads the tokens under `tokens:`.
    pub(crate) fn read(
        tokens: &'a Named<TokenDocument>,
        root: Place<'a>,
        found: &mut Diagnostics,
    ) -> Self {
        let section = root.key("tokens");
        let mut this = Self {
            section,
            names: if root.has("tokens") { section.names().collect() } else { BTreeSet::new() },
            entries: tokens.iter().map(|entry| (entry.name.as_str(), entry)).collect(),
            keys: BTreeMap::new(),
            plans: BTreeMap::new(),
            used: BTreeSet::new(),
            authorizers: Vec::new(),
            budget: Budget::default(),
        };
        for entry in tokens {
            let place = this.place(entry);
            check_name(&entry.name, place, found);
            keys::refuse_silence(&entry.name, place, found);
            let keys = this.own(&entry.value, place, found);
            this.keys.insert(&entry.name, keys);
        }
        for entry in tokens {
            this.expand(&entry.name, found);
        }
        this
    }

    /// Reads a token said in place; `None` where it is told to be wrong.
    pub(crate) fn inline(
        &mut self,
        document: &TokenDocument,
        place: Place<'_>,
        found: &mut Diagnostics,
    ) -> Option<TokenPlan> {
        let keys = self.own(document, place, found);
        if let Some(like) = &document.like {
            self.used.insert(like.0.clone());
        }
        self.laid_over(&keys, document, place, found)
    }

    /// Notes that a row uses a token, and tells when it is not defined.
    pub(crate) fn use_by_row(&mut self, name: &str, place: Place<'_>, found: &mut Diagnostics) {
        self.used.insert(name.to_owned());
        self.check_defined(name, place, found);
    }

    /// Warns of tokens that no row uses, not even through others.
    pub(crate) fn warn_of_unused(&self, found: &mut Diagnostics) {
        let mut used = BTreeSet::new();
        for name in &self.used {
            let mut next = Some(name.as_str());
            while let Some(name) = next.filter(|name| used.insert(*name)) {
                let like = self.entries.get(name).and_then(|entry| entry.value.like.as_ref());
                next = like.map(|like| like.0.as_str());
            }
        }
        for entry in self.entries.values().filter(|entry| !used.contains(entry.name.as_str())) {
            let message = format!("no row uses the token {}", quote(&entry.name));
            found.push(self.place(entry).key_finding(Code::UnusedToken, message));
        }
    }

    /// Returns the tokens, and every authorizer written with its place.
    pub(crate) fn finish(self) -> (BTreeMap<String, Token>, Vec<(String, Span)>) {
        let Self { section, entries, plans, authorizers, .. } = self;
        let token = |(name, plan): (&str, Option<TokenPlan>)| {
            let span = section.at(entries.get(name)?.index).key_span();
            Some((name.to_owned(), Token { plan: plan?, span }))
        };
        (plans.into_iter().filter_map(token).collect(), authorizers)
    }

    fn place(&self, entry: &NamedEntry<TokenDocument>) -> Place<'a> {
        self.section.at(entry.index)
    }

    /// Reads the keys of a token by themselves, and checks that what it is `like` is there.
    fn own(&mut self, document: &TokenDocument, place: Place<'_>, found: &mut Diagnostics) -> Keys {
        if let Some(authorizer) = &document.authorizer {
            self.authorizers.push((authorizer.0.clone(), place.key("authorizer").span()));
        }
        if let Some(like) = &document.like {
            self.check_defined(&like.0, place.key("like"), found);
        }
        keys::read(document, place, found)
    }

    fn check_defined(&self, name: &str, place: Place<'_>, found: &mut Diagnostics) {
        // A token that did not fit is told where it stands.
        if self.names.contains(name) {
            return;
        }
        let finding =
            place.finding(Code::UndefinedToken, format!("no token is named {}", quote(name)));
        let help = match (name, nearest(name, self.names.iter().copied())) {
            (NONE, _) => "`none` stands for sending no token, which nothing can be like".to_owned(),
            (_, Some(near)) => format!("did you mean {}?", quote(near)),
            (_, None) => "define it under `tokens:`".to_owned(),
        };
        found.push(finding.with_help(help));
    }

    /// Writes out a token and all it is `like`, the last of the chain first.
    fn expand(&mut self, name: &'a str, found: &mut Diagnostics) {
        let mut chain = Vec::new();
        let mut on_chain = BTreeSet::new();
        let mut next = Some(name);
        while let Some(entry) = next.and_then(|name| self.entries.get(name).copied()) {
            if self.plans.contains_key(entry.name.as_str()) {
                break;
            }
            if !on_chain.insert(entry.name.as_str()) {
                let start = chain.iter().position(|one: &&NamedEntry<_>| one.name == entry.name);
                let circle = chain.get(start.unwrap_or(0)..).unwrap_or_default();
                self.tell_circle(circle, found);
                self.plans.extend(circle.iter().map(|one| (one.name.as_str(), None)));
                break;
            }
            chain.push(entry);
            next = entry.value.like.as_ref().map(|like| like.0.as_str());
        }
        for entry in chain.into_iter().rev() {
            if let Some(keys) = self.keys.get(entry.name.as_str()).cloned()
                && !self.plans.contains_key(entry.name.as_str())
            {
                let plan = self.laid_over(&keys, &entry.value, self.place(entry), found);
                self.plans.insert(&entry.name, plan);
            }
        }
    }

    fn tell_circle(&self, circle: &[&NamedEntry<TokenDocument>], found: &mut Diagnostics) {
        let Some((at, first)) = circle.iter().enumerate().min_by_key(|(_, one)| one.index) else {
            return;
        };
        let mut names: Vec<String> = circle
            .iter()
            .cycle()
            .skip(at + 1)
            .take(circle.len().min(NAMES_TOLD))
            .map(|one| quote(&one.name))
            .collect();
        if circle.len() > NAMES_TOLD {
            names.push("…".to_owned());
        }
        let path = names.join(", which is like ");
        let message = format!("{} is like {path}", quote(&first.name));
        let finding = self.place(first).key("like").finding(Code::TokenCycle, message);
        found.push(finding.with_help("let one of them say what it is by its own keys"));
    }

    /// Lays the keys of a token over what it is `like`.
    fn laid_over(
        &mut self,
        keys: &Keys,
        document: &TokenDocument,
        place: Place<'_>,
        found: &mut Diagnostics,
    ) -> Option<TokenPlan> {
        if let Some(raw) = &keys.raw {
            return Some(TokenPlan::Raw(raw.clone()));
        }
        let (mut authorizer, mut recipe) = (keys.authorizer.clone(), keys.recipe.clone());
        if let Some(like) = &document.like {
            match self.plans.get(like.0.as_str())?.as_ref()? {
                TokenPlan::Raw(raw) => {
                    if place.names().any(|name| name != "like") {
                        let message = format!("{} is a raw text", quote(&like.0));
                        let finding = place.key("like").finding(Code::RawWithOthers, message);
                        let help = "nothing can be laid over a text that is sent as it stands";
                        found.push(finding.with_help(help));
                    }
                    return Some(TokenPlan::Raw(raw.clone()));
                }
                TokenPlan::Minted { authorizer: base_authorizer, recipe: base } => {
                    authorizer = authorizer.or_else(|| base_authorizer.clone());
                    if !self.budget.spend(weight(base)) {
                        let message = "the tokens written out take more than 512 MiB";
                        found.push(place.key("like").finding(Code::FileTooLarge, message));
                        return None;
                    }
                    recipe = recipe.over(base);
                }
            }
        }
        Some(TokenPlan::Minted { authorizer, recipe })
    }
}

fn check_name(name: &str, place: Place<'_>, found: &mut Diagnostics) {
    if name == NONE {
        let message = "`none` stands for sending no token";
        let finding = place.key_finding(Code::ReservedToken, message);
        found.push(finding.with_help("give the token another name"));
    } else if name.is_empty() || name.trim() != name {
        let message = format!("{} is no name of a token", quote(name));
        let finding = place.key_finding(Code::InvalidName, message);
        found.push(finding.with_help("a name is a text without blanks around it"));
    }
}

/// Returns about how many bytes a recipe takes.
fn weight(recipe: &Recipe) -> usize {
    let scopes = recipe.scopes.iter().flatten().map(|scope| scope.len() + 24).sum::<usize>();
    let members = |map: &Map<String, Value>| {
        map.iter().map(|(name, value)| name.len() + json_weight(value) + 32).sum::<usize>()
    };
    scopes + members(&recipe.claims) + members(&recipe.header)
}

/// Returns about how many bytes a value takes; a document is at most 32 levels deep.
fn json_weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 32,
        Value::String(text) => text.len() + 32,
        Value::Array(items) => items.iter().map(json_weight).sum::<usize>() + 32,
        Value::Object(members) => {
            members.iter().map(|(name, one)| name.len() + json_weight(one) + 32).sum::<usize>() + 32
        }
    }
}

#[cfg(test)]
mod tests;
