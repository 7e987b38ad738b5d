//! A spec file exactly as written: shapes only, nothing checked beyond them.

use engine::{
    document::Document,
    text::{Named, Text, said},
};
use schemars::JsonSchema;
use serde::Deserialize;

mod expectation;
mod invariant;
mod json;
mod list;
mod request;
mod table;
mod token;

pub use self::{
    expectation::{ExpectationDocument, ExpectationParts},
    invariant::{InvariantDocument, RequireDocument, RequireParts},
    json::{Json, JsonMap},
    list::{Listed, ListedItem},
    request::{HeaderDocument, RequestDocument, RequestParts},
    table::{TableDocument, TablesDocument},
    token::{CaseTokenDocument, TokenDocument},
};

impl Document for SpecDocument {
    const KIND: &'static str = "spec";
    const RESERVED: &'static [(&'static str, &'static str)] = &[];
    const FREE_KEYS: &'static [&'static str] = &["claims", "header"];
}

/// A spec file.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a spec: a map of `version`, `policy`, `cases` and more")]
pub struct SpecDocument {
    /// Version of the format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: u64,
    /// File of the policy, relative to the spec.
    pub policy: Text,
    /// What the spec is for.
    #[serde(default, deserialize_with = "said")]
    pub description: Option<Text>,
    /// Who answers for it.
    #[serde(default, deserialize_with = "said")]
    pub owner: Option<Text>,
    /// Words to find it by.
    #[serde(default, deserialize_with = "said")]
    pub tags: Option<Vec<Text>>,
    /// Values of the policy's parameters.
    #[serde(default)]
    pub set: Named<Text>,
    /// The frozen clock; default 2026-01-01T00:00:00Z.
    #[serde(default, deserialize_with = "said")]
    pub now: Option<Text>,
    /// Tokens by name.
    #[serde(default)]
    pub tokens: Named<TokenDocument>,
    /// The access matrix: one table or a list of tables.
    #[serde(default, deserialize_with = "said")]
    pub table: Option<TablesDocument>,
    /// Single cases.
    #[serde(default, deserialize_with = "said")]
    pub cases: Option<Listed<CaseDocument>>,
    /// What holds for every request that is allowed; proved, not sampled.
    #[serde(default, deserialize_with = "said")]
    pub invariants: Option<Listed<InvariantDocument>>,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a case: a map of `name`, `request`, `expect` and more")]
pub struct CaseDocument {
    /// Its name, once in the file.
    pub name: Text,
    /// What is sent.
    pub request: RequestDocument,
    /// The token sent with it; without the key, none.
    #[serde(default, deserialize_with = "said")]
    pub token: Option<CaseTokenDocument>,
    /// What must come of it.
    pub expect: ExpectationDocument,
    /// Why it is not run.
    #[serde(default, deserialize_with = "said")]
    pub skip: Option<Text>,
    /// What it is for.
    #[serde(default, deserialize_with = "said")]
    pub description: Option<Text>,
}
