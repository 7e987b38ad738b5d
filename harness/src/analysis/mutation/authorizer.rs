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
    // Each is a key that may be stolen or broken on its own.
    for other in Algorithm::ALL.into_iter().filter(|one| !own.algorithms.contains(one)) {
        let told = format!("algorithm {other} added");
        let authorizer = Authorizer { algorithms: with(&own.algorithms, other), ..own.clone() };
        made.push((Operator::AlgorithmsWidened, told, authorizer));
    }
    for (at, algorithm) in own.algorithms.iter().enumerate().filter(|_| own.algorithms.len() > 1) {
        let told = format!("algorithm {algorithm} dropped");
        let authorizer = Authorizer { algorithms: without(&own.algorithms, at), ..own.clone() };
        made.push((Operator::AlgorithmDropped, told, authorizer));
    }
    let leeway_seconds = own.leeway_seconds.saturating_add(60);
    let told = format!("a leeway of {leeway_seconds} seconds");
    made.push((Operator::LeewayAdded, told, Authorizer { leeway_seconds, ..own.clone() }));
    for (operator, identity_source) in elsewhere(&own.identity_source) {
        let told = format!("the token is looked for at `{identity_source}`");
        made.push((operator, told, Authorizer { identity_source, ..own.clone() }));
    }
    made
}

/// Returns the other kind of place, and another name of the same kind.
fn elsewhere(own: &IdentitySource) -> [(Operator, IdentitySource); 2] {
    let query = |name: &str| IdentitySource::Query(name.to_owned());
    let (moved, renamed) = match own {
        IdentitySource::Header(name) if name.eq_ignore_ascii_case("Authorization") => {
            (query("access_token"), IdentitySource::Header("X-Access-Token".to_owned()))
        }
        IdentitySource::Header(_) => (query("access_token"), IdentitySource::default()),
        IdentitySource::Query(name) if name == "access_token" => {
            (IdentitySource::default(), query("token"))
        }
        IdentitySource::Query(_) => (IdentitySource::default(), query("access_token")),
    };
    [(Operator::IdentitySourceMoved, moved), (Operator::IdentitySourceRenamed, renamed)]
}
