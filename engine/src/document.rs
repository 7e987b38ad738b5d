//! A policy file exactly as written: shapes only, nothing checked beyond them.

use serde::Deserialize;

use crate::text::{Named, Text, said};

mod condition;

pub use self::condition::{
    ClaimDocument, OperatorsDocument, QuantifiedScopes, RequirementDocument, ScopesDocument,
};

/// A document type that [`crate::parse()`] reads.
pub trait Document: serde::de::DeserializeOwned {
    /// What the file is called in messages.
    const KIND: &'static str;
    /// Keys of later versions, refused by name, each with what to do until then.
    const RESERVED: &'static [(&'static str, &'static str)];
    /// Keys whose values are free JSON, where `null` says something.
    const FREE_KEYS: &'static [&'static str];
}

impl Document for PolicyDocument {
    const KIND: &'static str = "policy";
    const RESERVED: &'static [(&'static str, &'static str)] = &[];
    const FREE_KEYS: &'static [&'static str] = &[];
}

/// A policy file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a policy: a map of `version`, `routes` and more")]
pub struct PolicyDocument {
    /// Version of the format: 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u64,
    /// Name of the API in reports.
    #[serde(default, deserialize_with = "said")]
    pub api: Option<Text>,
    /// What the API is for.
    #[serde(default, deserialize_with = "said")]
    pub description: Option<Text>,
    /// Who answers for it.
    #[serde(default, deserialize_with = "said")]
    pub owner: Option<Text>,
    /// Words to find it by.
    #[serde(default, deserialize_with = "said")]
    pub tags: Option<Vec<Text>>,
    /// What differs between environments; `${NAME}` stands only inside `authorizers`.
    #[serde(default)]
    pub parameters: Named<ParameterDocument>,
    /// Issuers whose tokens are taken.
    #[serde(default)]
    pub authorizers: Named<AuthorizerDocument>,
    /// Authorizer of routes that name none.
    #[serde(default, deserialize_with = "said")]
    pub default_authorizer: Option<Text>,
    /// Catalogue of scopes; when present, a scope it does not list is an error.
    #[serde(default, deserialize_with = "said")]
    pub scopes: Option<Named<Text>>,
    /// Named conditions, asked for by `require`.
    #[serde(default)]
    pub requirements: Named<RequirementDocument>,
    /// What may be called, by route key.
    pub routes: Named<RouteDocument>,
    /// Conditions laid over all routes; they can only deny.
    #[serde(default)]
    pub guardrails: Named<GuardrailDocument>,
    /// What browsers of other origins may do; preflights that no route takes are then answered.
    #[serde(default, deserialize_with = "said")]
    pub cors: Option<CorsDocument>,
    /// `deny` (default) or `as_gateway`.
    #[serde(default, deserialize_with = "said")]
    pub ambiguous_paths: Option<AmbiguousPathsDocument>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a parameter: `{}` or `{ default: TEXT }`")]
pub struct ParameterDocument {
    /// Value when none is given; without it, one must be given.
    #[serde(default, deserialize_with = "said")]
    pub default: Option<Text>,
    /// What it is.
    #[serde(default, deserialize_with = "said")]
    pub description: Option<Text>,
}

/// An authorizer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an authorizer: a map of `issuer`, `audience` and more")]
pub struct AuthorizerDocument {
    /// The `iss` of its tokens, compared byte by byte.
    pub issuer: Text,
    /// One of these must be in `aud`, or be `client_id` when `aud` is absent.
    pub audience: Vec<Text>,
    /// `$request.header.NAME` or `$request.querystring.NAME`.
    #[serde(default, deserialize_with = "said")]
    pub identity_source: Option<Text>,
    /// Algorithms taken; default RS256, RS384, RS512.
    #[serde(default, deserialize_with = "said")]
    pub algorithms: Option<Vec<Text>>,
    /// Tolerance of clocks in seconds, 0 to 300; default 0.
    #[serde(default, deserialize_with = "said")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 300)))]
    pub leeway_seconds: Option<i64>,
    /// The key set itself (RFC 7517).
    #[serde(default, deserialize_with = "said")]
    pub jwks: Option<JwksDocument>,
    /// File with the key set, relative to the policy.
    #[serde(default, deserialize_with = "said")]
    pub jwks_file: Option<Text>,
    /// Address of the key set; default is the issuer's discovery document.
    #[serde(default, deserialize_with = "said")]
    pub jwks_uri: Option<Text>,
    /// What it is.
    #[serde(default, deserialize_with = "said")]
    pub description: Option<Text>,
    /// Who answers for it.
    #[serde(default, deserialize_with = "said")]
    pub owner: Option<Text>,
    /// Words to find it by.
    #[serde(default, deserialize_with = "said")]
    pub tags: Option<Vec<Text>>,
}

/// A key set written in the policy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a key set: `{ keys: [...] }`")]
pub struct JwksDocument {
    /// The keys (RFC 7517 section 5).
    pub keys: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a route: a map such as `{ public: true }` or `{}`")]
pub struct RouteDocument {
    /// `true`: no token is asked for.
    #[serde(default, deserialize_with = "said")]
    pub public: Option<bool>,
    /// Whose tokens are taken.
    #[serde(default, deserialize_with = "said")]
    pub authorizer: Option<Text>,
    /// Scopes the token must have.
    #[serde(default, deserialize_with = "said")]
    pub scopes: Option<ScopesDocument>,
    /// Conditions on claims, all of which must hold.
    #[serde(default, deserialize_with = "said")]
    pub claims: Option<Named<ClaimDocument>>,
    /// Requirements, all of which must hold.
    #[serde(default, deserialize_with = "said")]
    pub require: Option<Vec<Text>>,
    /// What it does.
    #[serde(default, deserialize_with = "said")]
    pub description: Option<Text>,
    /// Who answers for it.
    #[serde(default, deserialize_with = "said")]
    pub owner: Option<Text>,
    /// Words to find it by.
    #[serde(default, deserialize_with = "said")]
    pub tags: Option<Vec<Text>>,
}

/// A guardrail.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a guardrail: a map of `paths` and what it asks for")]
pub struct GuardrailDocument {
    /// Globs of the paths it is laid over.
    pub paths: Vec<Text>,
    /// Methods it is laid over; default every one.
    #[serde(default, deserialize_with = "said")]
    pub methods: Option<Vec<Text>>,
    /// `true`: nothing passes.
    #[serde(default, deserialize_with = "said")]
    pub deny: Option<bool>,
    /// Whose tokens can fulfil it; default `default_authorizer`.
    #[serde(default, deserialize_with = "said")]
    pub authorizer: Option<Text>,
    /// Scopes the token must have.
    #[serde(default, deserialize_with = "said")]
    pub scopes: Option<ScopesDocument>,
    /// Conditions on claims, all of which must hold.
    #[serde(default, deserialize_with = "said")]
    pub claims: Option<Named<ClaimDocument>>,
    /// Requirements, all of which must hold.
    #[serde(default, deserialize_with = "said")]
    pub require: Option<Vec<Text>>,
    /// Why it is there.
    #[serde(default, deserialize_with = "said")]
    pub description: Option<Text>,
    /// Who answers for it.
    #[serde(default, deserialize_with = "said")]
    pub owner: Option<Text>,
    /// Words to find it by.
    #[serde(default, deserialize_with = "said")]
    pub tags: Option<Vec<Text>>,
}

/// What browsers of other origins may do.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a map of `allow_origins` and more")]
pub struct CorsDocument {
    /// `*`, `https://*`, `http://*`, or origins such as `https://app.example`.
    pub allow_origins: Vec<Text>,
    /// Methods, or `*`.
    #[serde(default, deserialize_with = "said")]
    pub allow_methods: Option<Vec<Text>>,
    /// Header names, or `*`.
    #[serde(default, deserialize_with = "said")]
    pub allow_headers: Option<Vec<Text>>,
    /// Header names of answers that scripts may read, or `*`.
    #[serde(default, deserialize_with = "said")]
    pub expose_headers: Option<Vec<Text>>,
    /// How long a browser may keep the answer to a preflight, -1 (not at all) to 86400.
    #[serde(default, deserialize_with = "said")]
    #[cfg_attr(feature = "schema", schemars(range(min = -1, max = 86400)))]
    pub max_age_seconds: Option<i64>,
    /// Whether requests may carry cookies and the like; default `false`.
    #[serde(default, deserialize_with = "said")]
    pub allow_credentials: Option<bool>,
}

/// What becomes of a path that proxies and servers read differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AmbiguousPathsDocument {
    /// It is denied before routing.
    Deny,
    /// It is read as API Gateway is known to read it.
    AsGateway,
}
