//! A file of integrations exactly as written: shapes only, nothing checked beyond them.

use engine::document::Document;
use engine::text::{Named, Text, said};
use serde::Deserialize;

use crate::spec::document::Json;

impl Document for IntegrationsDocument {
    const KIND: &'static str = "file of integrations";
    const RESERVED: &'static [(&'static str, &'static str)] = &[];
    const FREE_KEYS: &'static [&'static str] = &["body"];
}

/// A file of integrations.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map of `version`, `default` and `routes`")]
pub(in crate::serve::integration) struct IntegrationsDocument {
    /// Version of the format: 1.
    pub(super) version: u64,
    /// What the file is for.
    #[serde(default, deserialize_with = "said")]
    #[expect(dead_code, reason = "prose for readers of the file")]
    description: Option<Text>,
    /// What stands behind routes that nothing else tells of.
    #[serde(default, deserialize_with = "said")]
    pub(super) default: Option<IntegrationDocument>,
    /// What stands behind routes, by their keys.
    #[serde(default)]
    pub(super) routes: Named<IntegrationDocument>,
}

/// An integration: one of `mock`, `http`, `lambda` and `run`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map of one of `mock`, `http`, `lambda` and `run`")]
pub(super) struct IntegrationDocument {
    /// A fixed answer.
    #[serde(default, deserialize_with = "said")]
    pub(super) mock: Option<MockDocument>,
    /// The URL of another server.
    #[serde(default, deserialize_with = "said")]
    pub(super) http: Option<Text>,
    /// A function behind the Invoke API.
    #[serde(default, deserialize_with = "said")]
    pub(super) lambda: Option<LambdaDocument>,
    /// A function that runs here.
    #[serde(default, deserialize_with = "said")]
    pub(super) run: Option<RunDocument>,
    /// How long a call may take; default 30.
    #[serde(default, deserialize_with = "said")]
    pub(super) timeout_seconds: Option<u64>,
}

/// A fixed answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map of `status`, `headers` and `body`")]
pub(super) struct MockDocument {
    /// Its status; default 200.
    #[serde(default, deserialize_with = "said")]
    pub(super) status: Option<u64>,
    /// Its headers.
    #[serde(default)]
    pub(super) headers: Named<Text>,
    /// Its body: a text as it is, all else as JSON.
    #[serde(default)]
    pub(super) body: Option<Json>,
}

/// A function behind the Invoke API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map of `function`, `endpoint` and `payload`")]
pub(super) struct LambdaDocument {
    /// Its name.
    pub(super) function: Text,
    /// Where the Invoke API is.
    pub(super) endpoint: Text,
    /// The version of its events: `"2.0"` (default) or `"1.0"`.
    #[serde(default, deserialize_with = "said")]
    pub(super) payload: Option<Text>,
}

/// A function that runs here.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map of `handler`, `runtime`, `folder` and `payload`")]
pub(super) struct RunDocument {
    /// File and function: `order.main`.
    pub(super) handler: Text,
    /// `python` or `node`, or a runtime of Lambda.
    pub(super) runtime: Text,
    /// The folder of its code, below that of the file; default the file's own.
    #[serde(default, deserialize_with = "said")]
    pub(super) folder: Option<Text>,
    /// The version of its events: `"2.0"` (default) or `"1.0"`.
    #[serde(default, deserialize_with = "said")]
    pub(super) payload: Option<Text>,
}
