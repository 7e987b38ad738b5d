//! The policy decision point: a policy compiled, with the keys of its authorizers.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::jwks::KeySet;
use crate::laid::Laid;
use crate::matcher::Matcher;
use crate::policy::{Authorizer, KeySource, Policy};
use crate::vocabulary::Vocabulary;

/// A policy ready to decide.
#[derive(Debug)]
pub struct Engine {
    pub(crate) policy: Policy,
    pub(crate) matcher: Matcher,
    pub(crate) laid: Laid,
    pub(crate) vocabulary: Vocabulary,
    /// By authorizer.
    pub(crate) keys: Vec<Option<KeySet>>,
    /// Tells engines apart in a cache: another policy or other keys are another number.
    pub(crate) number: u64,
}

/// No number is drawn twice in a process.
fn draw() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A policy cannot decide: parameters without value are left in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsetParameters(pub BTreeSet<String>);

impl fmt::Display for UnsetParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(String::as_str).collect();
        write!(f, "parameters without a value: {}", names.join(", "))
    }
}

impl std::error::Error for UnsetParameters {}

impl Engine {
    /// Compiles a policy. Keys written in it are there at once, others come by
    /// [`Engine::with_keys`].
    ///
    /// # Errors
    /// The policy was validated with parameters left unset.
    pub fn compile(policy: Policy) -> Result<Self, UnsetParameters> {
        if !policy.unset().is_empty() {
            return Err(UnsetParameters(policy.unset().clone()));
        }
        let matcher = Matcher::new(policy.routes().iter().map(|route| &route.key));
        let inline = |authorizer: &Authorizer| match &authorizer.keys {
            KeySource::Inline(set) => Some(set.clone()),
            KeySource::File(_) | KeySource::Uri(_) | KeySource::Discovery => None,
        };
        let keys = policy.authorizers().iter().map(inline).collect();
        let (laid, vocabulary) = (Laid::new(policy.guardrails()), Vocabulary::new(&policy));
        Ok(Self { policy, matcher, laid, vocabulary, keys, number: draw() })
    }

    /// Gives an authorizer its keys; a name that the policy does not have is ignored.
    #[must_use]
    pub fn with_keys(mut self, authorizer: &str, set: KeySet) -> Self {
        let names = self.policy.authorizers().iter().map(|one| one.name.as_str());
        if let Some(slot) = names.zip(&mut self.keys).find(|(name, _)| *name == authorizer) {
            *slot.1 = Some(set);
            self.number = draw();
        }
        self
    }

    /// Returns the policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}
