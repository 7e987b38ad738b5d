//! `Auth`: an API's authorizers, the default one, and what an event's own choice means.

use engine::Code;
use engine::spell::quote;

use crate::import::intrinsics::Resolver;
use crate::import::jwt::{Parts, authorizer};
use crate::import::model::{Access, Quantifier};
use crate::import::openapi::{BEHIND_IAM, Scheme, Schemes};
use crate::import::value::{Member, Value};

/// The keys of `Auth`.
const KEYS: &[&str] = &["Authorizers", "DefaultAuthorizer", "EnableIamAuthorizer"];

/// What SAM takes on authorizers without `JwtConfiguration` alone, and what not on them.
const LAMBDA_ONLY: &[&str] = &[
    "AuthorizerPayloadFormatVersion",
    "EnableFunctionDefaultPermissions",
    "EnableSimpleResponses",
    "FunctionArn",
    "FunctionInvokeRole",
    "Identity",
];
const JWT_ONLY: &[&str] = &["AuthorizationScopes", "IdentitySource"];

/// What an event asks for.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) authorizer: String,
    pub(super) scopes: Option<Value>,
}

/// An API's `Auth`.
#[derive(Debug, Default)]
pub(super) struct Auth {
    schemes: Vec<(String, Scheme)>,
    /// The scopes that each authorizer asks for where nobody asks for others.
    scopes: Vec<(String, Value)>,
    default: Option<String>,
}

impl Auth {
    /// Reads the `Auth` of an API.
    pub(super) fn read(api: &str, properties: &Value, resolver: &Resolver<'_>) -> Self {
        let mut auth = Self::default();
        let Some(value) = properties.get("Auth") else { return auth };
        let wrong = |place, message: String| resolver.report(place, Code::InvalidTemplate, message);
        if !value.is_map() {
            wrong(value.place, format!("`Auth` of {} is no map", quote(api)));
            return auth;
        }
        for member in value.members().iter().filter(|one| !KEYS.contains(&one.key.as_str())) {
            wrong(member.key_place, format!("`Auth` has no key {}", quote(&member.key)));
        }
        if value.get("EnableIamAuthorizer").is_some_and(Value::is_true) {
            auth.schemes.push(("AWS_IAM".to_owned(), Scheme::Refused(BEHIND_IAM.to_owned())));
        }
        if let Some(authorizers) = value.get("Authorizers") {
            if !authorizers.is_map() {
                wrong(authorizers.place, "`Authorizers` is no map".to_owned());
            }
            for member in authorizers.members() {
                auth.add(member, resolver);
            }
        }
        if let Some(default) = value.get("DefaultAuthorizer") {
            match default.known() {
                Some(name) if auth.has(name) => auth.default = Some(name.to_owned()),
                Some(name) => wrong(
                    default.place,
                    format!("the default authorizer {} is not defined", quote(name)),
                ),
                None => wrong(default.place, "`DefaultAuthorizer` is no name".to_owned()),
            }
        }
        auth
    }

    fn add(&mut self, member: &Member, resolver: &Resolver<'_>) {
        let (name, value) = (&member.key, &member.value);
        let wrong = |place, why: &str| {
            let message = format!("the authorizer {} {why}", quote(name));
            resolver.report(place, Code::InvalidTemplate, message);
        };
        if !value.is_map() {
            return wrong(member.key_place, "is no map");
        }
        if value.get("OpenIdConnectUrl").is_some() {
            wrong(member.key_place, "has `OpenIdConnectUrl`, which SAM does not take");
        }
        let listed = value.get("AuthorizationScopes");
        if let Some(listed) = listed {
            if listed.list().is_none() {
                wrong(listed.place, "has scopes that are no list");
            }
            self.scopes.push((name.clone(), listed.clone()));
        }
        let is_jwt = value.get("JwtConfiguration").is_some();
        for key in if is_jwt { LAMBDA_ONLY } else { JWT_ONLY } {
            if let Some(stray) = value.get(key) {
                let kind = if is_jwt { "Lambda" } else { "JWT" };
                wrong(stray.place, &format!("has `{key}`, which only {kind} authorizers have"));
            }
        }
        let scheme = if let Some(configuration) = value.get("JwtConfiguration") {
            if value.get("IdentitySource").is_none() {
                wrong(member.key_place, "has no `IdentitySource`");
            }
            jwt(member, configuration)
        } else {
            check_lambda(value, &wrong, member);
            Scheme::lambda(name)
        };
        self.schemes.retain(|(known, _)| known != name);
        self.schemes.push((name.clone(), scheme));
    }

    /// Returns whether an authorizer is defined.
    pub(super) fn has(&self, name: &str) -> bool {
        self.schemes.iter().any(|(known, _)| known == name)
    }

    /// Returns whether there is a default authorizer.
    pub(super) fn default_name(&self) -> Option<&str> {
        self.default.as_deref()
    }

    /// Adds the authorizers to those of the document.
    pub(super) fn add_to(&self, schemes: &mut Schemes) {
        for (name, scheme) in &self.schemes {
            schemes.add(name, scheme.clone());
        }
    }

    fn scopes_of(&self, name: &str) -> Option<&Value> {
        self.scopes.iter().find(|(known, _)| known == name).map(|(_, scopes)| scopes)
    }

    /// Judges an event's own choice of an authorizer.
    pub(super) fn of_event(&self, own: &Own, schemes: &Schemes) -> Access {
        if own.authorizer == "NONE" {
            return Access::Public { by_exception: true, idle_scopes: None };
        }
        // The built-in authorizer takes no scopes, and so does one of its name.
        let asked =
            own.scopes.as_ref().filter(|one| one.list().is_none_or(|list| !list.is_empty()));
        let asked = asked.or_else(|| self.scopes_of(&own.authorizer));
        let asked = asked.filter(|_| own.authorizer != "AWS_IAM");
        schemes.access(&own.authorizer, asked, Quantifier::Any)
    }

    /// Judges an operation that says nothing; without a default there is nothing to say.
    pub(super) fn of_default(&self, schemes: &Schemes) -> Option<Access> {
        let name = self.default.as_deref()?;
        Some(schemes.access(name, self.scopes_of(name), Quantifier::Any))
    }
}

fn jwt(member: &Member, configuration: &Value) -> Scheme {
    // SAM writes the keys in lower case, however they stand here; of two that are then the same it
    // keeps the last, and what is the API's own stands after what is global.
    let part = |key: &str| {
        let mut found = configuration.members().iter();
        found.rfind(|one| one.key.eq_ignore_ascii_case(key)).map(|one| &one.value)
    };
    let parts = Parts {
        issuer: part("issuer"),
        audience: part("audience"),
        identity_source: member.value.get("IdentitySource"),
    };
    let name = &member.key;
    Scheme::of(name, authorizer(name, name, member.key_place, parts))
}

/// What SAM itself asks of a Lambda authorizer.
fn check_lambda(
    value: &Value,
    wrong: &dyn Fn(crate::import::project::Place, &str),
    member: &Member,
) {
    if value.get("FunctionArn").is_none() {
        wrong(member.key_place, "has neither `JwtConfiguration` nor `FunctionArn`");
    } else if value.get("AuthorizerPayloadFormatVersion").is_none() {
        wrong(member.key_place, "has no `AuthorizerPayloadFormatVersion`");
    }
    let Some(identity) = value.get("Identity") else { return };
    if !identity.is_map() {
        return wrong(identity.place, "has an `Identity` that is no map");
    }
    for key in ["Headers", "QueryStrings", "StageVariables", "Context"] {
        let Some(listed) = identity.get(key) else { continue };
        let texts = listed.list().is_some_and(|list| list.iter().all(|one| one.text().is_some()));
        if !texts {
            wrong(listed.place, "has an `Identity` whose parts are no lists of texts");
        }
    }
}
