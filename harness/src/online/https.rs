//! One document over https: no redirect, no proxy, a second and a half, 150,000 bytes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

use super::address::Address;
use super::transport::{FetchError, Transport};

/// Longest time for one document, from the name of the host to the last byte (API Gateway's quota
/// for either document).
pub const TIMEOUT: Duration = Duration::from_millis(1_500);
/// Longest document, in bytes (API Gateway's quota).
pub const MAX_BYTES: u64 = 150_000;

/// Fetches by https, and by http from this machine.
#[derive(Clone)]
pub struct Https {
    agent: Agent,
}

impl Https {
    /// Makes a transport that trusts whom this machine trusts. Of the environment only the places
    /// of those certificates are read (`SSL_CERT_FILE`, `SSL_CERT_DIR`).
    pub fn new() -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(provider);
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .proxy(None)
            // A redirect could lead anywhere; it is not followed, and it is no answer.
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .max_response_header_size(16 << 10)
            .max_idle_connections(0)
            .user_agent("harness")
            .accept("application/json");
        Self { agent: config.build().new_agent() }
    }
}

impl Default for Https {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Https {
    fn get(&self, address: &Address) -> Result<Vec<u8>, FetchError> {
        let failed = |why: &dyn fmt::Display| FetchError::new(format!("{address}: {why}"));
        let answer = self.agent.get(address.uri()).call();
        let mut answer = answer.map_err(|error| failed(&error))?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(failed(&format_args!("the answer has status {status}")));
        }
        let body = answer.body_mut().with_config().limit(MAX_BYTES).read_to_vec();
        body.map_err(|error| failed(&error))
    }
}

impl fmt::Debug for Https {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Https").finish_non_exhaustive()
    }
}
