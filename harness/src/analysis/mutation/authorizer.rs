//! Mistakes in authorizers: whose tokens are taken, for how long, and from where.

use engine::{Algorithm, Authorizer, Edit, IdentitySource};

use super::brood::Brood;
use super::lists::{with, without};
use super::operator::Operator;

/// Makes every mistake in an authorizer.
pub(super) fn mutate(index: usize, brood: &mut Brood<'_>) {
    let Some(own) = brood.policy.authorizers().get(index) else { return };
    for (operator, told, authorizer) in mistakes(own) {
        let told = format!("`{}`: {told}", own.name);
        let edit = Edit::Authorizer { index, authorizer: Box::new(authorizer) };
        brood.add(operator, own.span, told, vec![edit]);
    }
}

fn mistakes(own: &Authorizer) -> Vec<(Operator, String, Authorizer)> {
    let issuer = match own.issuer.strip_suffix('/') {
        Some(shorter) => shorter.to_owned(),
        None => format!("{}/", own.issuer),
    };
    let told = format!("issuer became `{issuer}`");
    let mut made = vec![(Operator::IssuerChanged, told, Authorizer { issuer, ..own.clone() })];
    for (at, audience) in own.audience.iter().enumerate().filter(|_| own.audience.len() > 1) {
        let told = format!("audience `{audience}` dropped");
        let authorizer = Authorizer { audience: without(&own.audience, at), ..own.clone() };
        made.push((Operator::AudienceDropped, told, authorizer));
    }
    let other = "another-audience".to_owned();
    let told = format!("audience `{other}` added");
    let authorizer = Authorizer { audience: with(&own.audience, other), ..own.clone() };
    made.push((Operator::AudienceAdded, told, authorizer));
    if let Some(other) = Algorithm::ALL.into_iter().find(|one| !own.algorithms.contains(one)) {
        let told = format!("algorithm {other} added");
        let authorizer = Authorizer { algorithms: with(&own.algorithms, other), ..own.clone() };
        made.push((Operator::AlgorithmsWidened, told, authorizer));
    }
    let leeway_seconds = own.leeway_seconds.saturating_add(60);
    let told = format!("a leeway of {leeway_seconds} seconds");
    made.push((Operator::LeewayAdded, told, Authorizer { leeway_seconds, ..own.clone() }));
    let identity_source = match &own.identity_source {
        IdentitySource::Header(_) => IdentitySource::Query("access_token".to_owned()),
        IdentitySource::Query(_) => IdentitySource::default(),
    };
    let told = format!("the token is looked for at `{identity_source}`");
    made.push((Operator::IdentitySourceMoved, told, Authorizer { identity_source, ..own.clone() }));
    made
}
