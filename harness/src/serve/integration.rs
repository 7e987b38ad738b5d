//! What stands behind a route: what a request that was allowed is handed to.
//!
//! Integrations are told by the template that a policy is imported from, and by a file of our own,
//! which wins. What cannot be called here is refused by its name, and never answered 200.

mod answer;
mod behind;
mod call;
mod claims;
mod client;
mod event;
mod fault;
mod file;
mod folder;
mod headers;
mod invoke;
mod mock;
mod percent;
mod proxy;
mod runner;
mod target;
mod template;

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use engine::{Diagnostics, Policy, Source};
use http_body_util::Full;
use hyper::Response;

use self::behind::Behind;
pub use self::call::Call;
use self::client::Client;
use crate::import::model::{Api, Reach};
use crate::input::read_source;
use crate::visible::Visible;

/// The integrations of a policy, by route. Clones share processes and connections.
#[derive(Clone, Debug, Default)]
pub struct Integrations {
    routes: BTreeMap<String, Arc<Behind>>,
    default: Option<Arc<Behind>>,
    client: Client,
    teller: Teller,
}

/// Where it is told why a call failed; the client is not told.
#[derive(Clone)]
struct Teller(Arc<dyn Fn(&str) + Send + Sync>);

impl Default for Teller {
    fn default() -> Self {
        Self(Arc::new(|_| {}))
    }
}

impl Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teller")
    }
}

impl Integrations {
    /// Makes integrations that tell, one line each, why calls fail.
    pub fn new(tell: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { teller: Teller(Arc::new(tell)), ..Self::default() }
    }

    /// Adds those of a template's API; `folder` is the template's.
    #[must_use]
    pub fn with_template(mut self, api: &Api, folder: &Path) -> Self {
        for route in &api.routes {
            if let (Reach::Key(key), Some(integration)) = (&route.reach, &route.integration) {
                let behind = template::behind(integration, folder);
                self.routes.insert(key.to_string(), Arc::new(behind));
            }
        }
        self
    }

    /// Adds those of a file, which win.
    ///
    /// # Errors
    /// What is wrong with the file, with its text when there is one.
    pub fn with_file(
        mut self,
        path: &Path,
        policy: &Policy,
    ) -> Result<Self, (Diagnostics, Option<Arc<Source>>)> {
        let source = Arc::new(read_source(path).map_err(|found| (found, None))?);
        let folder = path.parent().unwrap_or(Path::new(""));
        let told = file::read(&source, folder, policy.routes());
        let told = told.map_err(|found| (found, Some(source)))?;
        self.routes.extend(told.routes.into_iter().map(|(key, behind)| (key, Arc::new(behind))));
        self.default = told.default.map(Arc::new);
        Ok(self)
    }

    /// Hands a request over, and returns what it is answered.
    pub async fn call(&self, call: Call) -> Response<Full<Bytes>> {
        let Some(behind) = self.routes.get(&call.route).or(self.default.as_ref()) else {
            return mock::echo(&call);
        };
        match behind.call(&call, &self.client).await {
            Ok(response) => response,
            Err(fault) => {
                let (route, why) = (Visible(&call.route), fault.to_string());
                (self.teller.0)(&format!("{route}: {}", Visible(&why)));
                fault.response()
            }
        }
    }

    /// Ends the processes that run functions. What is dropped without it ends soon after.
    pub async fn shutdown(&self) {
        for behind in self.routes.values().chain(&self.default) {
            if let Behind::Run(runner) = behind.as_ref() {
                runner.shutdown().await;
            }
        }
    }
}
