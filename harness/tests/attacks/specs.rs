//! No row of the table is missing in the specs, and none expects anything else than the table.

use harness::mint::{Fault, RequestAttack};
use harness::spec::{Case, Spec, TokenPlan};

use crate::read;

fn spec(name: &str) -> Spec {
    Spec::read(&read(name)).unwrap().0
}

fn case<'s>(spec: &'s Spec, id: &str, name: &str) -> &'s Case {
    let full = format!("{id} {name}");
    spec.cases.iter().find(|case| case.name == full).unwrap_or_else(|| panic!("no row is {full}"))
}

#[test]
fn every_token_of_the_table_is_a_row_of_the_spec() {
    let spec = spec("specs/attacks-tokens.yaml");
    for fault in Fault::all() {
        let case = case(&spec, fault.id(), fault.as_str());
        assert_eq!(case.expectation.text, fault.outcome(), "{fault}");
        assert_eq!(case.request.path, format!("/{}", fault.place().as_str()), "{fault}");
        let Some(TokenPlan::Minted { recipe, .. }) = spec.plan(case) else { panic!("{fault}") };
        assert_eq!(recipe.fault, Some(*fault));
    }
    assert_eq!(spec.cases.len(), Fault::all().len());
}

#[test]
fn every_request_of_the_table_is_a_row_of_the_spec() {
    let spec = spec("specs/attacks-requests.yaml");
    let rows = RequestAttack::ALL.iter().filter(|row| row.id != "P14");
    for row in rows.clone() {
        let case = case(&spec, row.id, row.name);
        assert_eq!(case.expectation.text, row.outcome, "{}", row.name);
        assert_eq!((&*case.request.method, &*case.request.path), (row.method, &*row.target()));
        let sent = |(name, value): (&str, &str)| (name.to_lowercase(), value.to_owned());
        let written = case.request.headers.iter().map(|(name, value)| sent((name, value)));
        assert!(written.eq(row.headers.iter().copied().map(sent)), "{}", row.name);
    }
    assert_eq!(spec.cases.len(), rows.count());
}
