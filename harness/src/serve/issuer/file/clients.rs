//! The clients of a file of issuers: what each may do, as far as Cognito would take it.

use std::collections::BTreeSet;

use engine::{
    Code, Diagnostics, Place, Scope,
    spell::{nearest, quote},
    text::Text,
};

use crate::serve::issuer::{
    config::{ACCESS_SECONDS, Client, ClientSecret, Flow, REFRESH_SECONDS, STANDARD_SCOPES},
    document::ClientDocument,
    secret::Secret,
};

/// What findings about one client share.
struct Checker<'a, 'f> {
    place: Place<'a>,
    found: &'f mut Diagnostics,
}

/// Reads a client; `defined` are the scopes of the resource servers, where the file has any.
pub(super) fn client(
    id: &str,
    document: &ClientDocument,
    defined: Option<&BTreeSet<String>>,
    place: Place<'_>,
    found: &mut Diagnostics,
) -> Client {
    let mut checker = Checker { place, found };
    if !(1..=128).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        let finding = place.key_finding(Code::InvalidClient, format!("{} is no id", quote(id)));
        checker.found.push(finding.with_help("an id is 1 to 128 visible ASCII characters"));
    }
    let flows = checker.flows(&document.flows);
    let secret = checker.secret(document, &flows);
    let callback_urls = checker.addresses("callback_urls", document.callback_urls.as_deref());
    if flows.contains(&Flow::Code) && document.callback_urls.as_ref().is_none_or(Vec::is_empty) {
        let help = "list where codes may be sent to under `callback_urls`";
        checker.refuse("flows", "the flow `code` has nowhere to send a code to", help);
    }
    let scopes = checker.scopes(document.scopes.as_deref().unwrap_or_default(), defined);
    Client {
        id: id.to_owned(),
        secret,
        flows,
        scopes,
        audience: document.audience.as_ref().map(|text| text.0.clone()),
        callback_urls,
        logout_urls: checker.addresses("logout_urls", document.logout_urls.as_deref()),
        access_token_seconds: checker.seconds(
            "access_token_seconds",
            document.access_token_seconds.unwrap_or(ACCESS_SECONDS),
            (300, 86_400),
        ),
        refresh_token_seconds: checker.seconds(
            "refresh_token_seconds",
            document.refresh_token_seconds.unwrap_or(REFRESH_SECONDS),
            (3_600, 315_360_000),
        ),
    }
}

impl Checker<'_, '_> {
    fn refuse(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let finding = self.place.key(key).finding(Code::InvalidClient, message);
        self.found.push(finding.with_help(help));
    }

    fn flows(&mut self, texts: &[Text]) -> Vec<Flow> {
        let mut flows = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            if let Some(flow) = Flow::ALL.into_iter().find(|flow| flow.as_str() == text.0) {
                flows.push(flow);
                continue;
            }
            let message = format!("{} is no flow that is served", quote(&text.0));
            let near = nearest(&text.0, Flow::ALL.map(Flow::as_str));
            let help = near.map_or_else(
                || "flows are `client_credentials` and `code`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let at = self.place.key("flows").at(index);
            self.found.push(at.finding(Code::InvalidClient, message).with_help(help));
        }
        if texts.is_empty() {
            self.refuse("flows", "the client may do nothing", "name a flow");
        }
        if flows.contains(&Flow::Code) && flows.contains(&Flow::ClientCredentials) {
            let help = "make two clients of it: Cognito takes `client_credentials` alone only";
            self.refuse("flows", "`client_credentials` stands beside another flow", help);
        }
        flows
    }

    fn secret(&mut self, document: &ClientDocument, flows: &[Flow]) -> ClientSecret {
        let derives = document.generate_secret == Some(true);
        match &document.secret {
            Some(_) if derives => {
                let help = "keep one of the two";
                self.refuse("generate_secret", "the client has a secret already", help);
            }
            Some(Text(text)) => {
                let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
                if !(1..=128).contains(&text.len()) || !visible {
                    let help = "a secret is 1 to 128 visible ASCII characters";
                    self.refuse("secret", "the secret is none that a client could send", help);
                }
                return ClientSecret::Given(Secret::new(text));
            }
            None if derives => return ClientSecret::Derived,
            None if flows.contains(&Flow::ClientCredentials) => {
                let help = "write `secret: TEXT`, or `generate_secret: true`";
                self.refuse("flows", "`client_credentials` needs a secret", help);
            }
            None => {}
        }
        ClientSecret::None
    }

    fn scopes(&mut self, texts: &[Text], defined: Option<&BTreeSet<String>>) -> Vec<String> {
        let mut scopes: Vec<String> = Vec::new();
        for (index, Text(text)) in texts.iter().enumerate() {
            let at = self.place.key("scopes").at(index);
            if text.parse::<Scope>().is_err() {
                let message = format!("{} is no scope", quote(text));
                let help = "a scope is visible ASCII without space, `\"` and `\\`";
                self.found.push(at.finding(Code::InvalidScope, message).with_help(help));
            }
            let is_standard = STANDARD_SCOPES.contains(&text.as_str());
            if let Some(defined) = defined.filter(|defined| !is_standard && !defined.contains(text))
            {
                let message = format!("no resource server defines {}", quote(text));
                let near = nearest(text, defined.iter().map(String::as_str));
                let help = near.map_or_else(
                    || "list it under `resource_servers`, as IDENTIFIER: [NAME]".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.found.push(at.finding(Code::UndefinedScope, message).with_help(help));
            }
            if !scopes.contains(text) {
                scopes.push(text.clone());
            }
        }
        scopes
    }

    fn addresses(&mut self, key: &str, texts: Option<&[Text]>) -> Vec<String> {
        let mut addresses = Vec::new();
        for (index, Text(text)) in texts.unwrap_or_default().iter().enumerate() {
            if !is_address(text) {
                let message = format!("{} is no address to send a browser to", quote(text));
                let help = "write an absolute https address without `#`, http to this machine, or an app's \
                            own scheme";
                let at = self.place.key(key).at(index);
                self.found.push(at.finding(Code::InvalidClient, message).with_help(help));
            }
            addresses.push(text.clone());
        }
        addresses
    }

    fn seconds(&mut self, key: &str, seconds: i64, (least, most): (i64, i64)) -> i64 {
        if !(least..=most).contains(&seconds) {
            let help = format!("write {least} to {most}, as Cognito asks");
            self.refuse(key, format!("{seconds} seconds are no time that a token may live"), help);
        }
        seconds
    }
}

/// Returns whether a browser may be sent there: in the clear only to this machine, and never to what
/// runs in the browser itself.
pub(in crate::serve::issuer) fn is_address(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"#\"<>\\^`{|}".contains(&byte);
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let local = ["localhost", "127.0.0.1", "[::1]"];
    let trusted = match scheme {
        "https" => !name.is_empty(),
        "http" => local.contains(&name),
        "javascript" | "data" | "file" | "blob" | "about" | "vbscript" => false,
        _ => true,
    };
    text.len() <= 1024 && is_scheme && trusted && !host.contains('@') && rest.bytes().all(plain)
}
