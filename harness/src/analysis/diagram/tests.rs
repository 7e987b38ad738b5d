use std::ops::Add;

use proptest::prelude::*;

use super::*;

const FACTS: u32 = 8;

/// A formula, and what it says, kept apart from diagrams.
#[derive(Clone, Debug)]
enum Formula {
    Fact(u32),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Choose(Box<Self>, Box<Self>, Box<Self>),
}

impl Formula {
    fn says(&self, setting: u32) -> bool {
        match self {
            Self::Fact(fact) => setting >> fact & 1 == 1,
            Self::Not(one) => !one.says(setting),
            Self::And(one, other) => one.says(setting) && other.says(setting),
            Self::Or(one, other) => one.says(setting) || other.says(setting),
            Self::Choose(when, yes, no) => {
                if when.says(setting) {
                    yes.says(setting)
                } else {
                    no.says(setting)
                }
            }
        }
    }

    fn build(&self, diagram: &mut Diagram) -> Node {
        match self {
            Self::Fact(fact) => diagram.fact(*fact),
            Self::Not(one) => {
                let one = one.build(diagram);
                diagram.not(one)
            }
            Self::And(one, other) => {
                let (one, other) = (one.build(diagram), other.build(diagram));
                diagram.and(one, other)
            }
            Self::Or(one, other) => {
                let (one, other) = (one.build(diagram), other.build(diagram));
                diagram.or(one, other)
            }
            Self::Choose(when, yes, no) => {
                let (when, yes) = (when.build(diagram), yes.build(diagram));
                let no = no.build(diagram);
                diagram.choose(when, yes, no)
            }
        }
        .unwrap()
    }

    fn settings(&self) -> Vec<bool> {
        (0..1 << FACTS).map(|setting| self.says(setting)).collect()
    }
}

fn formulas() -> impl Strategy<Value = Formula> {
    (0..FACTS).prop_map(Formula::Fact).prop_recursive(6, 24, 3, |inner| {
        let inner = || inner.clone().prop_map(Box::new);
        prop_oneof![
            inner().prop_map(Formula::Not),
            (inner(), inner()).prop_map(|(one, other)| Formula::And(one, other)),
            (inner(), inner()).prop_map(|(one, other)| Formula::Or(one, other)),
            (inner(), inner(), inner()).prop_map(|(when, yes, no)| Formula::Choose(when, yes, no)),
        ]
    })
}

/// Some weights are equal, so that ties are met.
fn weight(fact: u32) -> Weight {
    Weight([fact % 2, fact % 3, 1, 0, 0])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nodes_are_equal_when_functions_are(one in formulas(), other in formulas()) {
        let mut diagram = Diagram::default();
        let (first, second) = (one.build(&mut diagram), other.build(&mut diagram));
        prop_assert_eq!(first == second, one.settings() == other.settings());
        for setting in 0..1_u32 << FACTS {
            let end = diagram.evaluate(first, |fact| setting >> fact & 1 == 1);
            prop_assert_eq!(end == 1, one.says(setting));
        }
    }

    #[test]
    fn the_weakest_setting_is_the_cheapest_of_all(formula in formulas()) {
        let mut diagram = Diagram::default();
        let node = formula.build(&mut diagram);
        let held = |setting: u32| (0..FACTS).filter(move |fact| setting >> fact & 1 == 1);
        let cost = |setting: u32| held(setting).map(weight).fold(Weight::default(), Add::add);
        let cheapest = (0..1 << FACTS).filter(|one| formula.says(*one)).map(cost).min();
        let found = diagram.weakest(node, 1, weight);
        prop_assert_eq!(found.as_ref().map(|one| one.weight), cheapest);
        if let Some(found) = found {
            let setting = found.facts.iter().map(|fact| 1 << fact).sum::<u32>();
            prop_assert!(formula.says(setting));
            prop_assert_eq!(cost(setting), found.weight);
        }
    }

    #[test]
    fn known_facts_facts_that_may_be_either_and_shares(formula in formulas(), fact in 0..FACTS) {
        let mut diagram = Diagram::default();
        let node = formula.build(&mut diagram);
        let known = [false, true].map(|holds| {
            diagram.restrict(node, |own| (own == fact).then_some(holds)).unwrap()
        });
        let either = diagram.exists(node, |own| own == fact).unwrap();
        for setting in 0..1_u32 << FACTS {
            let holds = |node| diagram.evaluate(node, |fact| setting >> fact & 1 == 1) == 1;
            let (without, with) = (setting & !(1 << fact), setting | 1 << fact);
            prop_assert_eq!(holds(known[0]), formula.says(without));
            prop_assert_eq!(holds(known[1]), formula.says(with));
            prop_assert_eq!(holds(either), formula.says(without) || formula.says(with));
        }
        let count = formula.settings().into_iter().filter(|says| *says).count();
        let share = diagram.share(node, 1) * f64::from(1 << FACTS);
        prop_assert!((share - f64::from(u32::try_from(count).unwrap())).abs() < 1e-9);
        let asked = diagram.support(node);
        for fact in 0..FACTS {
            let matters = (0..1 << FACTS)
                .any(|setting| formula.says(setting) != formula.says(setting ^ 1 << fact));
            prop_assert_eq!(asked.contains(&fact), matters);
        }
    }
}

#[test]
fn ends_may_be_more_than_two() {
    let mut diagram = Diagram::default();
    let [two, three] = [2, 3].map(|end| diagram.end(end).unwrap());
    let [first, second] = [0, 1].map(|fact| diagram.fact(fact).unwrap());
    let inner = diagram.choose(second, two, three).unwrap();
    let node = diagram.choose(first, inner, Node::FALSE).unwrap();
    assert_eq!(diagram.ends(node), [0, 2, 3]);
    assert_eq!(diagram.evaluate(node, |fact| fact == 0), 3);
    let is_two = diagram.comes_to(node, 2).unwrap();
    let both = diagram.all_of([1, 0]).unwrap();
    assert_eq!(is_two, both);
    let other = diagram.with_ends(node, |end| end.min(2)).unwrap();
    assert_eq!(diagram.ends(other), [0, 2]);
}

#[test]
fn a_full_diagram_refuses_by_name() {
    let mut diagram = Diagram::with_most(6);
    let refused = (0..10).map(|fact| diagram.fact(fact)).find_map(Result::err).unwrap();
    assert_eq!(refused.code, "analysis-too-large");
}

#[test]
fn more_facts_than_a_stack_is_deep() {
    let mut diagram = Diagram::default();
    let one = diagram.all_of((0..100_000).map(|fact| 2 * fact)).unwrap();
    let other = diagram.any_of((0..100_000).map(|fact| 2 * fact + 1)).unwrap();
    let both = diagram.and(one, other).unwrap();
    let found = diagram.weakest(both, 1, |_| Weight([1, 0, 0, 0, 0])).unwrap();
    assert_eq!(found.facts.len(), 100_001);
}
