//! Authorizers: issuer, audience, algorithms, clocks and where the keys come from.

use super::checker::Checker;
use crate::algorithm::Algorithm;
use crate::document::AuthorizerDocument;
use crate::identity_source::IdentitySource;
use crate::jwks::KeySet;
use crate::parse::Place;
use crate::policy::{Authorizer, KeySource};
use crate::spell::quote;
use crate::text::Text;
use crate::{Code, Diagnostic};

const MOST_LEEWAY: i64 = 300;

impl Checker<'_> {
    pub(super) fn read_authorizers(&mut self) -> Vec<Authorizer> {
        let section = self.root.key("authorizers");
        let mut authorizers = Vec::new();
        for entry in &self.document.authorizers {
            let place = section.at(entry.index);
            self.check_name(&entry.name, place, "an authorizer");
            authorizers.push(self.read_authorizer(&entry.name, &entry.value, place));
            self.authorizers.insert(entry.name.clone(), authorizers.len() - 1);
        }
        self.warn_of_quota(section, authorizers.len(), 10, "authorizers");
        authorizers
    }

    fn read_authorizer(
        &mut self,
        name: &str,
        document: &AuthorizerDocument,
        place: Place<'_>,
    ) -> Authorizer {
        let issuer = self.read_issuer(&document.issuer, place.key("issuer"));
        let audience = self.read_audience(&document.audience, place.key("audience"));
        let identity_source = match &document.identity_source {
            Some(text) => self.read_identity_source(text, place.key("identity_source")),
            None => IdentitySource::default(),
        };
        let algorithms = match &document.algorithms {
            Some(list) => self.read_algorithms(list, place.key("algorithms")),
            None => Algorithm::DEFAULT.to_vec(),
        };
        let leeway_seconds = document.leeway_seconds.unwrap_or(0);
        if !(0..=MOST_LEEWAY).contains(&leeway_seconds) {
            let message = format!("a leeway of {leeway_seconds} seconds");
            let finding = place.key("leeway_seconds").finding(Code::InvalidLeeway, message);
            self.found.push(finding.with_help("a leeway is 0 to 300 seconds"));
        }
        let keys = self.read_keys(document, place);
        let span = place.key_span();
        Authorizer {
            name: name.to_owned(),
            issuer,
            audience,
            identity_source,
            algorithms,
            leeway_seconds,
            keys,
            span,
        }
    }

    fn fill(&mut self, text: &Text, place: Place<'_>) -> super::parameter::Filled {
        self.parameters.fill(&text.0, place, &mut self.found)
    }

    fn read_issuer(&mut self, text: &Text, place: Place<'_>) -> String {
        let filled = self.fill(text, place);
        let visible =
            !filled.text.is_empty() && filled.text.bytes().all(|byte| byte.is_ascii_graphic());
        if !visible && !filled.has_holes {
            let message = format!("{} is no issuer", quote(&filled.text));
            let finding = place.finding(Code::InvalidIssuer, message);
            let help = "write the `iss` of its tokens, like https://issuer.example";
            self.found.push(finding.with_help(help));
        }
        filled.text
    }

    fn read_audience(&mut self, list: &[Text], place: Place<'_>) -> Vec<String> {
        self.refuse_empty(list.is_empty(), place, "`audience`");
        self.warn_of_quota(place, list.len(), 50, "audiences");
        let mut audience = Vec::new();
        for (index, text) in list.iter().enumerate() {
            let filled = self.fill(text, place.at(index));
            if filled.text.is_empty() && !filled.has_holes {
                let finding =
                    place.at(index).finding(Code::InvalidAudience, "the audience is empty");
                self.found.push(finding.with_help("write the `aud` or `client_id` of its tokens"));
            }
            audience.push(filled.text);
        }
        audience
    }

    fn read_identity_source(&mut self, text: &Text, place: Place<'_>) -> IdentitySource {
        let filled = self.fill(text, place);
        if let Ok(source) = filled.text.parse() {
            return source;
        }
        if !filled.has_holes {
            let message = format!("{} is no identity source", quote(&filled.text));
            let finding = place.finding(Code::InvalidIdentitySource, message);
            let help = "write `$request.header.Authorization` or `$request.querystring.NAME`";
            self.found.push(finding.with_help(help));
        }
        IdentitySource::default()
    }

    fn read_algorithms(&mut self, list: &[Text], place: Place<'_>) -> Vec<Algorithm> {
        self.refuse_empty(list.is_empty(), place, "`algorithms`");
        let mut algorithms = Vec::new();
        for (index, text) in list.iter().enumerate() {
            let filled = self.fill(text, place.at(index));
            match filled.text.parse() {
                Ok(algorithm) => algorithms.push(algorithm),
                Err(_) if filled.has_holes => {}
                Err(_) => {
                    let finding = invalid_algorithm(&filled.text, place.at(index));
                    self.found.push(finding);
                }
            }
        }
        algorithms
    }

    fn read_keys(&mut self, document: &AuthorizerDocument, place: Place<'_>) -> KeySource {
        let said = ["jwks", "jwks_file", "jwks_uri"].into_iter().filter(|key| place.has(key));
        let said: Vec<&str> = said.collect();
        if let [first, second, ..] = said.as_slice() {
            let message = format!("`{second}` stands beside `{first}`");
            let finding = place.key(second).key_finding(Code::SeveralKeySources, message);
            let finding =
                finding.with_related(place.source(), place.key(first).key_span(), "the first one");
            self.found.push(finding.with_help("keep one of them"));
        }
        if let Some(jwks) = &document.jwks {
            let json = serde_json::json!({ "keys": jwks.keys }).to_string();
            return KeySource::Inline(self.read_jwks(&json, place.key("jwks")));
        }
        if let Some(file) = &document.jwks_file {
            return KeySource::File(self.fill(file, place.key("jwks_file")).text);
        }
        if let Some(uri) = &document.jwks_uri {
            let filled = self.fill(uri, place.key("jwks_uri"));
            if !is_safe_uri(&filled.text) && !filled.has_holes {
                let message = format!("{} is neither https nor loopback", quote(&filled.text));
                let finding = place.key("jwks_uri").finding(Code::InvalidJwksUri, message);
                self.found.push(finding.with_help("keys fetched over http could be anybody's"));
            }
            return KeySource::Uri(filled.text);
        }
        KeySource::Discovery
    }

    fn read_jwks(&mut self, json: &str, place: Place<'_>) -> KeySet {
        match KeySet::from_json(json.as_bytes()) {
            Ok(set) => {
                for skipped in set.skipped() {
                    self.found.push(place.finding(Code::UnusableKey, skipped.as_str()));
                }
                if set.is_empty() {
                    let finding = place.finding(Code::InvalidJwks, "no key of the set can be used");
                    self.found
                        .push(finding.with_help("a key has `kty`, `kid` and its public parts"));
                }
                set
            }
            Err(error) => {
                let finding = place.finding(Code::InvalidJwks, error.to_string());
                self.found.push(finding.with_help("keep public keys with distinct `kid` only"));
                KeySet::default()
            }
        }
    }
}

fn invalid_algorithm(text: &str, place: Place<'_>) -> Diagnostic {
    let message = format!("{} is not taken", quote(text));
    let finding = place.finding(Code::InvalidAlgorithm, message);
    let upper = text.to_ascii_uppercase();
    if upper.starts_with("HS") || upper == "NONE" {
        return finding.with_help("a gateway must not share a secret with the issuer: use RS256");
    }
    let known = Algorithm::ALL.map(Algorithm::as_str).join(", ");
    finding.with_help(format!("known: {known}"))
}

/// https anywhere, http on this machine only.
fn is_safe_uri(uri: &str) -> bool {
    if !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return false;
    }
    if let Some(rest) = uri.strip_prefix("https://") {
        return !rest.is_empty() && !rest.starts_with('/');
    }
    let Some(rest) = uri.strip_prefix("http://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::is_safe_uri;

    #[test]
    fn http_is_for_this_machine_alone() {
        for uri in [
            "https://a.example/keys",
            "http://localhost:8080/k",
            "http://127.0.0.1/k",
            "http://[::1]:1/k",
        ] {
            assert!(is_safe_uri(uri), "{uri}");
        }
        for uri in [
            "http://a.example/",
            "http://localhost.evil.example/",
            "http://localhost@evil.example/",
            "http://127.0.0.1:80@evil.example/",
            "ftp://a",
            "file:///etc/passwd",
            "https://",
            "https:///x",
            "",
        ] {
            assert!(!is_safe_uri(uri), "{uri}");
        }
    }
}
