//! The issuer beside the gateway. It is made anew only when what it serves has changed, because a
//! new one knows neither the keys that were rotated nor who has signed in.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::mint::Minter;
use crate::serve::gateway::Gateway;
use crate::serve::issuer::{Issuer, IssuerConfig};

/// Makes issuers.
#[derive(Debug)]
pub(super) struct Issuing {
    minter: Minter,
    clock: Clock,
    made: Option<(IssuerConfig, Arc<Issuer>)>,
    served: watch::Sender<Option<Arc<Issuer>>>,
}

impl Issuing {
    pub(super) fn new(minter: Minter, clock: Clock) -> Self {
        Self { minter, clock, made: None, served: watch::Sender::new(None) }
    }

    /// Returns the issuer of a configuration.
    pub(super) fn issuer(&mut self, config: IssuerConfig) -> Result<Arc<Issuer>, String> {
        if let Some((_, issuer)) = self.made.as_ref().filter(|(own, _)| *own == config) {
            return Ok(Arc::clone(issuer));
        }
        let clock = self.clock;
        let clock = Arc::new(move || clock.seconds());
        let issuer = Issuer::new(config.clone(), &self.minter, clock);
        let issuer = Arc::new(issuer.map_err(|error| error.to_string())?);
        self.made = Some((config, Arc::clone(&issuer)));
        Ok(issuer)
    }

    /// Returns what has the issuer that is served now.
    pub(super) fn served(&self) -> watch::Receiver<Option<Arc<Issuer>>> {
        self.served.subscribe()
    }

    /// Serves the issuer made last. From then on the gateway has its keys whenever they change.
    pub(super) fn serve(&self, gateway: &Arc<Gateway>, runtime: &Handle) {
        let Some((_, issuer)) = &self.made else { return };
        let known = self.served.borrow().as_ref().is_some_and(|own| Arc::ptr_eq(own, issuer));
        if !known {
            self.served.send_replace(Some(Arc::clone(issuer)));
            runtime.spawn(follow(issuer, Arc::clone(gateway)));
        }
    }
}

/// Gives the gateway an issuer's new keys, for as long as the issuer lives.
fn follow(issuer: &Arc<Issuer>, gateway: Arc<Gateway>) -> impl Future<Output = ()> + use<> {
    let (mut changed, issuer) = (issuer.changed(), Arc::downgrade(issuer));
    async move {
        while changed.changed().await.is_ok() {
            let Some(issuer) = issuer.upgrade() else { return };
            // Sets of our own making are never refused.
            let _taken = gateway.rekey(issuer.key_sets()).is_ok();
        }
    }
}
