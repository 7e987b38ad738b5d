//! The policy decision point: a policy compiled, with the keys of its authorizers.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::edit::{Edit, EditError, Part};
use crate::jwks::KeySet;
use crate::laid::Laid;
use crate::matcher::Matcher;
use crate::policy::{Authorizer, KeySource, Policy};
use crate::request::Request;
use crate::route_key::RouteKey;
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
    /// By authorizer: another number when it is another authorizer, or has other keys.
    pub(crate) trust: Vec<u64>,
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
        let inline = |authorizer: &Authorizer| match &authorizer.keys {
            KeySource::Inline(set) => Some(set.clone()),
            KeySource::File(_) | KeySource::Uri(_) | KeySource::Discovery => None,
        };
        let keys: Vec<_> = policy.authorizers().iter().map(inline).collect();
        let trust = keys.iter().map(|_| draw()).collect();
        Ok(Self::of(policy, keys, trust))
    }

    fn of(policy: Policy, keys: Vec<Option<KeySet>>, trust: Vec<u64>) -> Self {
        let matcher = Matcher::new(policy.routes().iter().map(|route| &route.key));
        let (laid, vocabulary) = (Laid::new(policy.guardrails()), Vocabulary::new(&policy));
        Self { policy, matcher, laid, vocabulary, keys, number: draw(), trust }
    }

    /// Compiles a part of the policy with edits made, and gives it the keys of this engine. What
    /// verdicts say of authorizers that are not edited holds for both.
    ///
    /// # Errors
    /// As [`Policy::edited`].
    pub fn edited(&self, edits: &[Edit], part: &Part) -> Result<Self, EditError> {
        let policy = self.policy.edited_part(edits, part)?;
        let mut trust = self.trust.clone();
        for edit in edits {
            if let Edit::Authorizer { index, .. } = edit
                && let Some(number) = trust.get_mut(*index)
            {
                *number = draw();
            }
        }
        Ok(Self::of(policy, self.keys.clone(), trust))
    }

    /// Returns all that can have a say in a request: the routes whose pattern takes its path, for
    /// whatever method, and the guardrails laid over it. The rest of the policy decides nothing.
    pub fn part_of(&self, request: &Request) -> Part {
        let Ok(path) = request.path(self.policy.ambiguous_paths()) else { return Part::default() };
        let Some(method) = request.method() else { return Part::default() };
        let default = self.policy.routes.iter().position(|route| route.key == RouteKey::Default);
        let laid = self.laid.over(&self.policy.guardrails, method, path);
        Part {
            routes: self.matcher.candidates(path).into_iter().chain(default).collect(),
            guardrails: laid.iter().map(|index| index as usize).collect(),
        }
    }

    /// Gives an authorizer its keys; a name that the policy does not have is ignored.
    #[must_use]
    pub fn with_keys(mut self, authorizer: &str, set: KeySet) -> Self {
        let mut names = self.policy.authorizers().iter().map(|one| one.name.as_str());
        let index = names.position(|name| name == authorizer);
        let slots = index.and_then(|at| self.keys.get_mut(at).zip(self.trust.get_mut(at)));
        if let Some((keys, trust)) = slots {
            *keys = Some(set);
            *trust = draw();
            self.number = draw();
        }
        self
    }

    /// Returns the policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}
