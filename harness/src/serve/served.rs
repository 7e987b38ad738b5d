//! What is served at one moment: a policy that decides, and what stands behind its routes. It is
//! exchanged as a whole, between two requests.

use std::sync::{Arc, PoisonError, RwLock};

use engine::{Engine, Policy};
use tokio::sync::Mutex;

use super::integration::Integrations;
use super::keys::{ByIssuer, Remote, RemoteSets, equip};
use crate::online::Wanted;

/// Where the keys of a policy are from.
#[derive(Clone, Debug)]
pub enum Keys {
    /// The issuer beside the gateway.
    Ours(ByIssuer),
    /// The network; keys that the policy has or names as files are in the engine already.
    Online(Arc<Remote>, RemoteSets),
}

/// What is served.
#[derive(Debug)]
pub struct Served {
    pub(super) engine: Engine,
    pub(super) integrations: Integrations,
    keys: Keys,
    /// The authorizers' keys that are in files beside the policy.
    files: Vec<(String, engine::KeySet)>,
}

impl Served {
    /// Compiles a policy and gives it its keys.
    ///
    /// # Errors
    /// Why the policy cannot decide, in one line.
    pub fn new(
        policy: Policy,
        keys: Keys,
        files: Vec<(String, engine::KeySet)>,
        integrations: Integrations,
    ) -> Result<Self, String> {
        let mut engine = Engine::compile(policy).map_err(|error| error.to_string())?;
        for (name, set) in &files {
            engine = engine.with_keys(name, set.clone());
        }
        let engine = match &keys {
            Keys::Ours(sets) => equip(engine, sets)?,
            Keys::Online(_, sets) => sets.equip(engine),
        };
        Ok(Self { engine, integrations, keys, files })
    }

    /// Makes the same with other keys.
    fn with(&self, keys: Keys) -> Result<Self, String> {
        let (policy, files) = (self.engine.policy().clone(), self.files.clone());
        Self::new(policy, keys, files, self.integrations.clone())
    }
}

/// The place of what is served.
#[derive(Debug)]
pub(super) struct Slot {
    now: RwLock<Arc<Served>>,
    /// Held while keys are asked for, so that one task compiles, and the others wait for it.
    asking: Mutex<()>,
}

impl Slot {
    pub(super) fn new(served: Served) -> Self {
        Self { now: RwLock::new(Arc::new(served)), asking: Mutex::default() }
    }

    /// Returns what is served now; whoever has it keeps it to the end of its request.
    pub(super) fn get(&self) -> Arc<Served> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set(&self, served: Served) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(served);
    }

    /// Returns where the keys of what is served are from.
    pub(super) fn remote(&self) -> Option<Arc<Remote>> {
        match &self.get().keys {
            Keys::Ours(_) => None,
            Keys::Online(remote, _) => Some(Arc::clone(remote)),
        }
    }

    /// Serves the same with the issuer's present keys, if they are the issuer's at all.
    pub(super) fn rekey(&self, sets: ByIssuer) -> Result<(), String> {
        let served = self.get();
        if matches!(served.keys, Keys::Online(..)) {
            return Ok(());
        }
        let other = served.with(Keys::Ours(sets))?;
        self.exchange(&served, other);
        Ok(())
    }

    /// Asks the network for keys that are missed, at most as often as its schedule lets, and
    /// returns what is served then, with what to tell.
    pub(super) async fn refresh(
        &self,
        before: &Arc<Served>,
        wanted: Wanted,
        authorizer: Option<&str>,
    ) -> (Arc<Served>, Vec<String>) {
        let _asking = self.asking.lock().await;
        let served = self.get();
        let Keys::Online(remote, sets) = &served.keys else { return (served, Vec::new()) };
        if wanted == Wanted::UnknownKey && !Arc::ptr_eq(&served, before) {
            // Somebody else has asked meanwhile.
            return (served, Vec::new());
        }
        let (asked, name) = (Arc::clone(remote), authorizer.map(str::to_owned));
        let fetched = tokio::task::spawn_blocking(move || asked.ask(wanted, name.as_deref()));
        let Ok((fetched, mut told)) = fetched.await else { return (served, Vec::new()) };
        if !fetched.is_same(sets) {
            match served.with(Keys::Online(Arc::clone(remote), fetched)) {
                Ok(other) => self.exchange(&served, other),
                Err(error) => told.push(error),
            }
        }
        (self.get(), told)
    }

    /// Serves another, unless something else is served already.
    fn exchange(&self, before: &Arc<Served>, other: Served) {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&now, before) {
            *now = Arc::new(other);
        }
    }
}
