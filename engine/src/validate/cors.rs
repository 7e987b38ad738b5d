//! `cors`: origins, methods, headers, and which of them go together.

use super::checker::Checker;
use crate::Code;
use crate::document::CorsDocument;
use crate::method::Method;
use crate::parse::Place;
use crate::policy::Cors;
use crate::spell::quote;
use crate::text::Text;

/// API Gateway's longest; -1 says that answers to preflights are not kept.
const MOST_SECONDS: i64 = 86_400;

/// What stands for everything of a kind.
const ANYTHING: &str = "*";

impl Checker<'_> {
    pub(super) fn read_cors(&mut self) -> Option<Cors> {
        let document = self.document.cors.as_ref()?;
        let place = self.root.key("cors");
        let allow_origins =
            self.read_list(&document.allow_origins, place.key("allow_origins"), origin);
        let mut list = |key: &'static str, list: &Option<Vec<Text>>, check: Check| {
            list.as_ref().map_or_else(Vec::new, |list| self.read_list(list, place.key(key), check))
        };
        let allow_methods = list("allow_methods", &document.allow_methods, method);
        let allow_headers = list("allow_headers", &document.allow_headers, header);
        let expose_headers = list("expose_headers", &document.expose_headers, header);
        self.check_age(document, place);
        let allow_credentials = document.allow_credentials.unwrap_or(false);
        if allow_credentials && allow_origins.iter().any(|one| one == ANYTHING) {
            let message = "credentials are not shared with every origin";
            let finding = place.key("allow_credentials").finding(Code::InvalidCors, message);
            let help = "list the origins, or delete `allow_credentials`";
            self.found.push(finding.with_help(help));
        }
        Some(Cors {
            allow_origins,
            allow_methods,
            allow_headers,
            expose_headers,
            max_age_seconds: document.max_age_seconds,
            allow_credentials,
        })
    }

    fn read_list(&mut self, list: &[Text], place: Place<'_>, check: Check) -> Vec<String> {
        self.refuse_empty(list.is_empty(), place, "the list");
        for (index, text) in list.iter().enumerate() {
            if let Err(help) = check(&text.0) {
                let message = format!("{} is not taken here", quote(&text.0));
                let finding = place.at(index).finding(Code::InvalidCors, message);
                self.found.push(finding.with_help(help));
            }
        }
        list.iter().map(|text| text.0.clone()).collect()
    }

    fn check_age(&mut self, document: &CorsDocument, place: Place<'_>) {
        let Some(seconds) = document.max_age_seconds else { return };
        if !(-1..=MOST_SECONDS).contains(&seconds) {
            let message = format!("an age of {seconds} seconds");
            let finding = place.key("max_age_seconds").finding(Code::InvalidCors, message);
            let help = "an age is 0 to 86400 seconds, or -1 for answers that are not kept";
            self.found.push(finding.with_help(help));
        }
    }
}

/// Refuses a text, and says what is taken.
type Check = fn(&str) -> Result<(), &'static str>;

fn origin(text: &str) -> Result<(), &'static str> {
    let help = "write `*`, `https://*`, `http://*` or an origin like https://app.example";
    if text == ANYTHING {
        return Ok(());
    }
    let (scheme, host) = text.split_once("://").ok_or(help)?;
    // A browser sends an origin in small letters and without a path.
    let begins = scheme.starts_with(|sign: char| sign.is_ascii_lowercase());
    let of_scheme = |sign: u8| {
        sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, b'+' | b'-' | b'.')
    };
    let of_host = |sign: u8| {
        sign.is_ascii_lowercase()
            || sign.is_ascii_digit()
            || matches!(sign, b'-' | b'.' | b'_' | b':' | b'[' | b']')
    };
    let every = host == ANYTHING && matches!(scheme, "http" | "https");
    let plain = !host.is_empty() && host.bytes().all(of_host);
    if begins && scheme.bytes().all(of_scheme) && (every || plain) { Ok(()) } else { Err(help) }
}

fn method(text: &str) -> Result<(), &'static str> {
    let known = text == ANYTHING || Method::from_bytes(text.as_bytes()).is_some();
    known.then_some(()).ok_or("write `*`, or methods in capitals, such as GET")
}

fn header(text: &str) -> Result<(), &'static str> {
    // A token of RFC 9110 section 5.6.2; `*` is one.
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let named = !text.is_empty() && text.bytes().all(sign);
    named.then_some(()).ok_or("write `*`, or names of headers, such as authorization")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_those_that_browsers_send() {
        for good in ["*", "https://*", "http://*", "https://a.example", "http://localhost:3000"] {
            assert!(origin(good).is_ok(), "{good}");
        }
        for good in ["http://[::1]:80", "capacitor://localhost", "chrome-extension://abc"] {
            assert!(origin(good).is_ok(), "{good}");
        }
        let bad = ["", "a.example", "https://", "://a", "https://a/", "https://A", "HTTPS://a"];
        for bad in bad.into_iter().chain(["ftp://*", "https://*.a", "**", "https://a b", "null"]) {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn methods_and_headers_are_words_of_http() {
        assert!(method("GET").is_ok() && method("*").is_ok());
        assert!(method("get").is_err() && method("ANY").is_err() && method("TRACE").is_err());
        assert!(header("X-Api-Id").is_ok() && header("*").is_ok());
        assert!(header("").is_err() && header("a b").is_err() && header("a:").is_err());
    }
}
