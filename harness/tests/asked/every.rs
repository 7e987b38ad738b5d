//! Nothing needless is missed: once all is gone that is told, whatever else is deleted is noticed.

use engine::document::PolicyDocument;
use engine::{
    Access, ClaimCondition, ClaimTest, Code, Edit, Policy, Requirement, RouteKey, Source,
};

use crate::deleted::{REDUNDANT, spans, without};
use crate::random::Random;
use crate::{found, is_noticed, policies, policy};

/// Makes every requirement that lacks one thing of what stands at a route itself.
fn fewer(whole: &Requirement, scopes: usize, claims: usize) -> Vec<(String, Requirement)> {
    let mut all = Vec::new();
    let mut add = |told: String, change: &dyn Fn(&mut Requirement)| {
        let mut less = whole.clone();
        change(&mut less);
        less.scopes.retain(|own| !own.any_of.is_empty() || !own.all_of.is_empty());
        less.claims.retain(|own| !own.tests.is_empty());
        all.push((told, less));
    };
    for (at, own) in whole.scopes.iter().enumerate().take(scopes) {
        add(format!("all of {own}"), &|less| drop(less.scopes.remove(at)));
        add(format!("any_of of {own}"), &|less| less.scopes[at].any_of.clear());
        for item in 0..own.all_of.len() {
            add(format!("{item} of {own}"), &|less| drop(less.scopes[at].all_of.remove(item)));
        }
        for item in (0..own.any_of.len()).filter(|_| own.any_of.len() > 1) {
            add(format!("any {item} of {own}"), &|less| drop(less.scopes[at].any_of.remove(item)));
        }
    }
    for (at, own) in whole.claims.iter().enumerate().take(claims) {
        add(format!("all of {own}"), &|less| drop(less.claims.remove(at)));
        for (test, one) in own.tests.iter().enumerate() {
            add(format!("{one} of {own}"), &|less| drop(less.claims[at].tests.remove(test)));
            let (ClaimTest::AnyOf(values) | ClaimTest::AllOf(values) | ClaimTest::NoneOf(values)) =
                one
            else {
                continue;
            };
            for item in (0..values.len()).filter(|_| values.len() > 1) {
                add(format!("{item} of {own}"), &|less| {
                    let list = &mut less.claims[at].tests[test];
                    if let ClaimTest::AnyOf(own) | ClaimTest::AllOf(own) | ClaimTest::NoneOf(own) =
                        list
                    {
                        own.remove(item);
                    }
                });
            }
        }
    }
    all.retain(|(_, less)| less != whole);
    all
}

fn with(policy: &Policy, index: usize, key: &RouteKey, requirement: Requirement) -> Policy {
    let access = Access::Protected { authorizer: 0, requirement };
    policy.edited(&[Edit::Route { index, key: key.clone(), access }]).unwrap()
}

/// What nobody can fulfil.
fn never() -> Requirement {
    let tests = vec![ClaimTest::Present(true), ClaimTest::Present(false)];
    let claims = vec![ClaimCondition { claim: "n".parse().unwrap(), tests }];
    Requirement { scopes: Vec::new(), claims }
}

#[test]
fn whatever_else_is_deleted_somebody_notices() {
    let mut tried = 0;
    for seed in 0..policies(8) {
        let full = Random::new(seed ^ 0x7777_0000).policy();
        let told = spans(&full, &[&REDUNDANT[..], &[Code::ImpliedRequirement]].concat());
        let text = without(&full, &told);
        let source = Source::new("p.yaml", text.as_str());
        let written = engine::parse::<PolicyDocument>(&source).unwrap().document;
        let policy = policy(&text);
        for (index, route) in policy.routes().iter().enumerate() {
            let Access::Protected { requirement, .. } = &route.access else { continue };
            let own = &written.routes.0[index].value;
            let claims = own.claims.as_ref().map_or(0, |claims| claims.iter().count());
            if !is_noticed(&policy, &with(&policy, index, &route.key, never())) {
                // Nobody passes, whatever is deleted; and that is told.
                let code = Code::ContradictoryRequirement;
                let is_told = found(&text).iter().any(|one| one.code == code);
                assert!(is_told, "{seed}: nobody passes {}\n{text}", route.name);
                continue;
            }
            for (what, less) in fewer(requirement, usize::from(own.scopes.is_some()), claims) {
                tried += 1;
                let other = with(&policy, index, &route.key, less);
                let is_noticed = is_noticed(&policy, &other);
                assert!(is_noticed, "{seed}: {what} at {}\n{full}---\n{text}", route.name);
            }
        }
    }
    assert!(tried > 20, "only {tried} were tried");
}
