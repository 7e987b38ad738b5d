//! Mistakes in conditions on claims.

use engine::{ClaimCondition, ClaimTest, Glob, Number, Value};

use super::lists::{put, with, without};
use super::operator::Operator;
use super::vocabulary::Vocabulary;

type Mistake = (Operator, String, Option<ClaimCondition>);

/// What a test became.
type Changed = (Operator, ClaimTest);

/// Makes every mistake; nothing is left of a condition without tests.
pub(super) fn mistakes(
    own: &ClaimCondition,
    variables: &[&str],
    vocabulary: &Vocabulary,
) -> Vec<Mistake> {
    let mut made = Vec::new();
    let claim = &own.claim;
    for (at, test) in own.tests.iter().enumerate() {
        let told = format!("claim `{claim}`: `{test}` dropped");
        let mut dropped = own.clone();
        put(&mut dropped.tests, at, None);
        let dropped = (!dropped.tests.is_empty()).then_some(dropped);
        made.push((Operator::ConditionDropped, told, dropped));
        for (operator, new) in changed(claim.as_str(), test, variables, vocabulary) {
            let told = format!("claim `{claim}`: `{test}` became `{new}`");
            let mut condition = own.clone();
            put(&mut condition.tests, at, Some(new));
            made.push((operator, told, Some(condition)));
        }
    }
    made
}

fn changed(
    claim: &str,
    test: &ClaimTest,
    variables: &[&str],
    vocabulary: &Vocabulary,
) -> Vec<Changed> {
    let mut made = Vec::new();
    let present = (Operator::ConditionToPresent, ClaimTest::Present(true));
    let mut lists = |list: &[Value], make: fn(Vec<Value>) -> ClaimTest| {
        for at in (0..list.len()).filter(|_| list.len() > 1) {
            made.push((Operator::ValueDropped, make(without(list, at))));
        }
        for other in vocabulary.values_beside(claim, list) {
            made.push((Operator::ValueAdded, make(with(list, other))));
        }
    };
    match test {
        ClaimTest::Equals(_) => made.push(present),
        ClaimTest::AnyOf(list) => {
            lists(list, ClaimTest::AnyOf);
            if list.len() > 1 {
                made.push((Operator::ValuesQuantified, ClaimTest::AllOf(list.clone())));
            }
            made.push((Operator::ConditionInverted, ClaimTest::NoneOf(list.clone())));
        }
        ClaimTest::AllOf(list) => {
            lists(list, ClaimTest::AllOf);
            if list.len() > 1 {
                made.push((Operator::ValuesQuantified, ClaimTest::AnyOf(list.clone())));
            }
        }
        ClaimTest::NoneOf(list) => {
            lists(list, ClaimTest::NoneOf);
            made.push((Operator::ConditionInverted, ClaimTest::AnyOf(list.clone())));
        }
        ClaimTest::AtLeast(bound) => {
            made.push((Operator::BoundTurned, ClaimTest::AtMost(*bound)));
            let moved = moved(*bound).into_iter().map(ClaimTest::AtLeast);
            made.extend(moved.map(|test| (Operator::BoundMoved, test)));
        }
        ClaimTest::AtMost(bound) => {
            made.push((Operator::BoundTurned, ClaimTest::AtLeast(*bound)));
            let moved = moved(*bound).into_iter().map(ClaimTest::AtMost);
            made.extend(moved.map(|test| (Operator::BoundMoved, test)));
        }
        ClaimTest::Glob(glob) => {
            let all = Glob::any("*").ok().filter(|all| all != glob);
            made.extend(all.map(|all| (Operator::ClaimGlobWidened, ClaimTest::Glob(all))));
        }
        ClaimTest::PathVariable(name) => {
            for other in variables.iter().filter(|other| *other != name) {
                let test = ClaimTest::PathVariable((*other).to_owned());
                made.push((Operator::VariableReplaced, test));
            }
            made.push(present);
        }
        ClaimTest::Present(wanted) => {
            made.push((Operator::PresentFlipped, ClaimTest::Present(!wanted)));
        }
    }
    made
}

/// Returns one less and one more.
fn moved(bound: Number) -> Vec<Number> {
    let by = |step: i8| match bound {
        Number::Integer(value) => value.checked_add(step.into()).map(Number::Integer),
        Number::Float(value) => Number::from_f64(value + f64::from(step)),
    };
    let moved = [-1, 1].into_iter().filter_map(by);
    moved.filter(|other| *other != bound).collect()
}
