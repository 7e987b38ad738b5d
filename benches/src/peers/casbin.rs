//! Casbin with the route's name compared first, so that roles are asked for by one rule only.
//!
//! It has no index all the same: every rule is looked at, so it is timed at small sizes only.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use casbin::{CoreApi as _, DefaultModel, Enforcer, MemoryAdapter, MgmtApi as _};

use crate::decisions::{Question, Scenario};

const MODEL: &str = "[request_definition]\nr = sub, obj\n[policy_definition]\np = sub, obj\n\
    [role_definition]\ng = _, _\n[policy_effect]\ne = some(where (p.eft == allow))\n\
    [matchers]\nm = r.obj == p.obj && g(r.sub, p.sub)\n";

/// An enforcer with its rules, and roles for callers' scopes.
pub struct Casbin(Enforcer);

impl std::fmt::Debug for Casbin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Casbin")
    }
}

impl Casbin {
    /// Loads the rules of a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let rules = scenario.scopes.iter().enumerate();
        let rules = rules.map(|(at, scope)| vec![scope.clone(), format!("r{at}")]).collect();
        let granted = scenario.callers.iter().enumerate().flat_map(|(at, own)| {
            own.iter().map(move |scope| vec![format!("c{at}"), scope.clone()])
        });
        let granted = granted.collect();
        let enforcer = finish(async {
            let model = DefaultModel::from_str(MODEL).await?;
            let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
            let _added: bool = enforcer.add_policies(rules).await?;
            let _linked: bool = enforcer.add_grouping_policies(granted).await?;
            casbin::Result::Ok(enforcer)
        });
        Self(enforcer.expect("a valid model"))
    }

    /// Answers a question.
    #[inline]
    pub fn ask(&self, question: &Question) -> bool {
        let (caller, route) = (format!("c{}", question.caller), format!("r{}", question.route));
        self.0.enforce((caller, route)).is_ok_and(|allowed| allowed)
    }
}

/// Finishes a future that waits for nothing outside memory.
fn finish<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_as_intended() {
        let scenario = Scenario::generate(20);
        let casbin = Casbin::new(&scenario);
        scenario.check("casbin", |question| casbin.ask(question));
    }
}
