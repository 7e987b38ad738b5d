use engine::{ClaimCondition, ClaimTest, Glob, Number};
use proptest::prelude::*;

use super::*;

const TEXT: &str = "ab";

fn position() -> Position {
    Position { index: 1, greedy: false }
}

fn texts() -> Vec<(Position, String)> {
    vec![(position(), TEXT.to_owned())]
}

fn scalars() -> impl Strategy<Value = Value> {
    let text = |text: &str| Value::String(text.to_owned());
    let integer = |number| Value::Number(Number::Integer(number));
    let float = |number| Value::Number(Number::Float(number));
    prop::sample::select(vec![
        text("a"),
        text("ab"),
        text("b/c"),
        text(""),
        text("é"),
        integer(1),
        float(1.0),
        integer(2),
        float(2.5),
        integer(-7),
        float(1e300),
        Value::Bool(true),
        Value::Bool(false),
    ])
}

fn values() -> impl Strategy<Value = Value> {
    let odd = prop::sample::select(vec![
        Value::Null,
        Value::List(Vec::new()),
        Value::Object(Object::default()),
    ]);
    let item = prop_oneof![8 => scalars(), 1 => odd.clone()];
    let list = prop::collection::vec(item, 0..4).prop_map(Value::List);
    prop_oneof![4 => scalars(), 3 => list, 1 => odd]
}

fn tests() -> impl Strategy<Value = ClaimTest> {
    let some = || prop::collection::vec(scalars(), 1..4);
    let numbers = || prop::sample::select(vec![Number::Integer(1), Number::Float(2.5)]);
    let globs = prop::sample::select(vec!["a*", "?", "*/c", "{a,é}", "**"]);
    prop_oneof![
        scalars().prop_map(ClaimTest::Equals),
        some().prop_map(ClaimTest::AnyOf),
        some().prop_map(ClaimTest::AllOf),
        some().prop_map(ClaimTest::NoneOf),
        numbers().prop_map(ClaimTest::AtLeast),
        numbers().prop_map(ClaimTest::AtMost),
        globs.prop_map(|glob| ClaimTest::Glob(Glob::any(glob).unwrap())),
        Just(ClaimTest::PathVariable("v".to_owned())),
        any::<bool>().prop_map(ClaimTest::Present),
    ]
}

fn claim(tests: &[ClaimTest]) -> Claim {
    let mut claim = Claim::new("c".parse().unwrap());
    claim.first = 10;
    for test in tests {
        claim.ask(test, |_| vec![position()]);
    }
    claim.settle();
    claim
}

fn free(claim: &Claim) -> (Diagram, Theory) {
    let mut diagram = Diagram::default();
    let texts = texts();
    let setting = Setting { claim, texts: &texts, rule: Rule::Free, cuts: &[] };
    let theory = Theory::new(&mut diagram, setting).unwrap();
    (diagram, theory)
}

/// The facts that hold of a value, found without any theory.
fn held(claim: &Claim, value: &Value) -> Vec<u32> {
    let so = |fact: Fact<'_>| match (fact, value) {
        (_, Value::Null) => false,
        (Fact::Holds(Kind::Object), Value::List(items)) => {
            items.iter().any(|item| matches!(item, Value::Null | Value::List(_) | Value::Object(_)))
        }
        (Fact::Holds(kind), Value::List(items)) => {
            items.iter().any(|item| Kind::of(item) == Some(kind))
        }
        _ => claim.is_so(fact, value, &texts()),
    };
    let all = (claim.first..).zip(claim.facts());
    all.filter(|(_, fact)| so(*fact)).map(|(number, _)| number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_so_of_a_value_can_be_so(
        tests in prop::collection::vec(tests(), 1..6),
        values in prop::collection::vec(values(), 20),
    ) {
        let claim = claim(&tests);
        let (diagram, theory) = free(&claim);
        for value in values {
            let held = held(&claim, &value);
            let end = diagram.evaluate(theory.node, |fact| held.contains(&fact));
            prop_assert_eq!(end, 1, "{} {:?}", value, tests);
            // The value that is shown in its place is no different to any condition.
            let shown = theory.value(&claim, &held).unwrap();
            for test in &tests {
                let condition = ClaimCondition { claim: claim.path.clone(), tests: vec![test.clone()] };
                let holds = |value: &Value| {
                    let value = Some(value).filter(|value| **value != Value::Null);
                    condition.holds(value, |_| Some(TEXT))
                };
                prop_assert_eq!(holds(&value), holds(&shown), "{} {} {}", condition, value, shown);
            }
        }
    }

    /// Every setting of up to fourteen facts is tried.
    #[test]
    fn what_can_be_so_is_so_of_the_value_shown(tests in prop::collection::vec(tests(), 1..4)) {
        let claim = claim(&tests);
        prop_assume!(claim.len() <= 14);
        let (diagram, theory) = free(&claim);
        for setting in 0..1_u32 << claim.len() {
            let facts: BTreeSet<u32> =
                (0..14).filter(|bit| setting >> bit & 1 == 1).map(|bit| claim.first + bit).collect();
            if diagram.evaluate(theory.node, |fact| facts.contains(&fact)) == 1 {
                let facts: Vec<u32> = facts.into_iter().collect();
                let value = theory.value(&claim, &facts).unwrap();
                prop_assert_eq!(held(&claim, &value), facts, "{} {:?}", value, tests);
            }
        }
    }
}

#[test]
fn more_conditions_than_are_told_apart_are_refused() {
    let values = (0..5_000).map(|number| Value::Number(Number::Integer(number))).collect();
    let claim = claim(&[ClaimTest::AnyOf(values)]);
    let setting = Setting { claim: &claim, texts: &[], rule: Rule::Free, cuts: &[] };
    let refused = Theory::new(&mut Diagram::default(), setting).unwrap_err();
    assert_eq!(refused.code, "analysis-too-large");
}

#[test]
fn a_thousand_values_make_few_nodes() {
    let values = (0..1_000).map(|number| Value::String(format!("v{number}"))).collect();
    let claim = claim(&[ClaimTest::AnyOf(values)]);
    let (diagram, _) = free(&claim);
    assert!(diagram.len() < 5_000, "{}", diagram.len());
}
