//! What holds of every comparison, whatever the policies say.

use std::collections::BTreeSet;

use harness::analysis::diff::Change;

use crate::enumerate::Ways;
use crate::random::{Draft, Random, policy};
use crate::{compared, found, pairs_of_law};

fn edited(before: &Draft, random: &mut Random) -> Draft {
    let mut after = before.clone();
    after.edit(random);
    after
}

#[test]
fn a_policy_is_decided_as_itself() {
    for seed in 0..pairs_of_law() {
        let draft = Draft::new(&mut Random::new(seed));
        let diff = compared(&draft.policy(), &draft.policy());
        assert!(diff.is_empty(), "{}\n{diff:?}", draft.text());
        assert_eq!(diff.radius.changed, 0);
    }
}

#[test]
fn the_order_of_routes_and_guardrails_makes_no_difference() {
    for seed in 0..pairs_of_law() {
        let draft = Draft::new(&mut Random::new(seed));
        let mut other = draft.clone();
        other.routes.reverse();
        other.guardrails.reverse();
        assert!(compared(&draft.policy(), &other.policy()).is_empty(), "{}", draft.text());
    }
}

#[test]
fn names_of_variables_and_other_spellings_make_no_difference() {
    for seed in 0..pairs_of_law() {
        let draft = Draft::new(&mut Random::new(seed));
        let text = draft.text();
        let other = text
            .replace("{x", "{renamed")
            .replace("path_variable: x", "path_variable: renamed")
            .replace("scopes: r ", "scopes: { any_of: [r, r] } ")
            .replace("scopes: w,", "scopes: { all_of: [w] },")
            .replace("any_of: [r, w]", "any_of: [w, r]")
            .replace("{ c: a }", "{ /c: { equals: a, present: true } }");
        assert!(compared(&policy(&text), &policy(&other)).is_empty(), "{text}---\n{other}");
    }
}

#[test]
fn the_other_way_round_everything_is_mirrored() {
    for seed in 0..pairs_of_law() {
        let mut random = Random::new(seed);
        let before = Draft::new(&mut random);
        let after = edited(&before, &mut random);
        let (old, new) = (before.policy(), after.policy());
        let mirrored: Ways = found(&compared(&new, &old))
            .into_iter()
            .map(|((a, b, left, right), methods)| ((b, a, right, left), methods))
            .collect();
        assert_eq!(found(&compared(&old, &new)), mirrored, "seed {seed}");
    }
}

#[test]
fn what_differs_at_the_ends_differs_on_the_way() {
    for seed in 0..pairs_of_law() {
        let mut random = Random::new(seed);
        let first = Draft::new(&mut random);
        let second = edited(&first, &mut random);
        let third = edited(&second, &mut random);
        let [a, b, c] = [&first, &second, &third].map(Draft::policy);
        let changes = |old, new| -> BTreeSet<Change> {
            compared(old, new).differences.iter().map(|one| one.change).collect()
        };
        let steps: BTreeSet<Change> = changes(&a, &b).union(&changes(&b, &c)).copied().collect();
        // What was opened on the way may have been closed by another step, and the other way round.
        assert!(!changes(&a, &c).iter().any(|_| steps.is_empty()), "seed {seed}");
        if changes(&a, &c).contains(&Change::NewlyAllowed) {
            assert!(steps.contains(&Change::NewlyAllowed), "seed {seed}");
        }
        if changes(&a, &c).contains(&Change::NewlyDenied) {
            assert!(steps.contains(&Change::NewlyDenied), "seed {seed}");
        }
    }
}

#[test]
fn a_guardrail_more_opens_nothing() {
    for seed in 0..pairs_of_law() {
        let mut random = Random::new(seed);
        let before = Draft::new(&mut random);
        let mut after = before.clone();
        after
            .guardrails
            .push(("another".to_owned(), "paths: ['/**'], claims: { c: a }".to_owned()));
        let diff = compared(&before.policy(), &after.policy());
        assert!(!diff.has(Change::NewlyAllowed), "{}", before.text());
    }
}
