//! Our own gateway: every row of every spec that HTTP carries, on every policy.

use std::collections::BTreeMap;

use harness::input::{discover, read_source};
use harness::spec::Spec;

use crate::gateway::{Gateway, root, run, text};

/// What begins the reason of a row that is not sent, how often it does in all specs, and why.
const UNSENT: [(&str, usize); 2] = [
    // Targets that are none, blanks that HTTP strips, fields that frame, heads over the quota.
    ("HTTP cannot carry: ", 26),
    // Faults of the attack corpus that lie in the key set (37), and tokens by another algorithm.
    ("the row has a key set of its own", 284),
];

/// Serves a spec's policy with its values, the clock stopped where the spec's is.
fn serve(spec: &Spec) -> Gateway {
    let policy = root().join("specs").join(&spec.policy_path);
    let mut arguments =
        vec![policy.display().to_string(), "--now".to_owned(), spec.now.to_string()];
    for (name, value) in &spec.set {
        arguments.extend(["--set".to_owned(), format!("{name}={value}")]);
    }
    Gateway::serve(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn every_row_of_every_spec_gets_the_engines_answer() {
    let mut unsent: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sent = 0;
    // A gateway that is up serves each spec of its policy, values and clock.
    let mut gateways = BTreeMap::new();
    for file in discover(&[root().join("specs")]).unwrap() {
        let (spec, _) = Spec::read(&read_source(&file).unwrap()).unwrap();
        let served = (spec.policy_path.clone(), spec.set.clone(), spec.now);
        let gateway = gateways.entry(served).or_insert_with(|| serve(&spec));
        let ran = run(&gateway.address, &[&file.display().to_string()]).exits(0);
        assert_eq!(ran.rows().len(), spec.cases.len());
        for row in ran.rows() {
            let (name, got) = (text(row, "name"), text(row, "got"));
            if text(row, "outcome") == "skip" {
                let known = UNSENT.iter().find(|(start, _)| got.starts_with(start));
                let (start, _) = known.unwrap_or_else(|| panic!("{name}: {got}"));
                *unsent.entry(start).or_default() += 1;
            } else {
                assert_eq!(text(row, "outcome"), "pass", "{row}");
                assert!(!row.to_string().contains(r#""differs""#), "{row}");
                sent += 1;
            }
        }
    }
    assert!(sent > 5_000, "{sent}");
    assert_eq!(unsent, BTreeMap::from(UNSENT));
}

#[test]
fn a_stage_stands_before_every_path() {
    let policy = "policies/orders.yaml";
    let values = ["--set", "pool=us-east-1_EXAMPLE", "--now", "2026-01-01T00:00:00Z"];
    let gateway = Gateway::serve(&[&[policy, "--stage", "dev"], &values[..]].concat());
    let spec = "specs/orders.yaml";
    let bare = gateway.address.strip_suffix("/dev").unwrap();
    run(&gateway.address, &[spec]).exits(0);
    run(bare, &[spec]).exits(1);
}

#[test]
fn a_gateway_whose_clock_runs_gets_tokens_of_today() {
    let gateway = Gateway::serve(&["policies/orders.yaml", "--set", "pool=us-east-1_EXAMPLE"]);
    let spec = "specs/orders.yaml";
    let frozen = run(&gateway.address, &[spec]).exits(1);
    let told = frozen.report.to_string();
    assert!(told.contains("`--now wall`"), "{told}");
    let wall = run(&gateway.address, &[spec, "--now", "wall"]).exits(0);
    assert!(!wall.report.to_string().contains("differs"), "{}", wall.report);
}

#[test]
fn rows_that_rest_on_an_instant_are_left_out_at_the_wall_clock() {
    let policy = "policies/serverless-offline-jwt.yaml";
    let gateway = Gateway::serve(&[policy]);
    let spec = "specs/serverless-offline-jwt.yaml";
    let ran = run(&gateway.address, &[spec, "--now", "wall"]).exits(0);
    let (outcome, got) = ran.row("Valid JWT");
    assert_eq!(outcome, "skip");
    assert!(got.starts_with("the row rests on an instant"), "{got}");
    assert!(ran.talk.contains("rests on an instant"), "{}", ran.talk);
    assert_eq!(ran.row("GET /user3 as partner").0, "pass");
}

#[test]
fn rows_of_a_policy_that_is_not_served_are_left_out_or_refused() {
    let gateway = Gateway::serve(&["policies/okta.yaml", "--now", "2026-01-01T00:00:00Z"]);
    let specs = ["specs/okta.yaml", "specs/auth0.yaml"];
    let both = run(&gateway.address, &specs).exits(2);
    assert!(both.talk.contains("--served"), "{}", both.talk);
    let served = [&specs[..], &["--served", "policies/okta.yaml"]].concat();
    let ran = run(&gateway.address, &served).exits(0);
    let other = ran.rows().iter().filter(|row| text(row, "file") == "specs/auth0.yaml");
    assert!(other.clone().count() > 0);
    for row in other {
        assert_eq!(text(row, "got"), "another policy is served");
    }
}
