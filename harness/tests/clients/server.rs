//! Our issuer on a port of this machine, for as long as a test runs.

use std::{net::SocketAddr, sync::Arc};

use engine::Source;
use harness::{
    clock::wall_clock,
    mint::{KeyStore, Minter},
    serve::issuer::{Issuer, IssuerConfig, read_issuers},
};
use tokio::{net::TcpListener, runtime::Runtime};

pub(crate) const ISSUER: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";

const FILE: &str = "version: 1
issuers:
  https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE:
    clients:
      order-middleware:
        secret: \"s+e/c=r%t:1\"
        flows: [client_credentials]
        scopes: [order/post.order]
      web:
        flows: [code]
        scopes: [openid, email, order/get.order]
        callback_urls: [\"http://localhost:3000/callback\"]
    users:
      jane: { password: wonder & land, email: jane@example.com }
      robot: {}
";

/// A running issuer; it ends with this value.
pub(crate) struct Server {
    address: SocketAddr,
    _runtime: Runtime,
}

impl Server {
    pub(crate) fn start() -> Self {
        let pools = read_issuers(&Source::new("issuer.yaml", FILE)).unwrap();
        let config = IssuerConfig::default().overlaid(pools);
        let minter = Minter::new(KeyStore::fresh());
        let issuer = Arc::new(Issuer::new(config, &minter, Arc::new(wall_clock)).unwrap());
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, issuer.router()).await });
        Self { address, _runtime: runtime }
    }

    /// Returns what its addresses begin with.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}
