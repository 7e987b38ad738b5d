//! The goals of decisions on verified claims. Ours finds the route; the peers are told it.

use std::hint::black_box;

use benches::{
    decisions::{Question, Scenario},
    peers::{Cedar, Regorus},
    ratio::Target,
    timer::{Contender, medians},
};
use engine::Engine;
use serde_json::Value;

const ROUNDS: usize = 21;
/// How often a batch goes through all questions.
const TIMES: usize = 100;

pub(crate) fn measure(print: &mut dyn FnMut(Value)) {
    let (few, many) = (Scenario::generate(1_000), Scenario::generate(100_000));
    let (few_engine, many_engine) = (few.engine(), many.engine());
    for (id, scenario, engine) in
        [("decide-1k", &few, &few_engine), ("decide-100k", &many, &many_engine)]
    {
        let (mut regorus, cedar) = (Regorus::new(scenario), Cedar::new(scenario));
        let mut contenders = [
            ours(scenario, engine),
            contender("regorus", scenario, |at, _| regorus.ask(at)),
            contender("cedar", scenario, |at, _| cedar.ask(at)),
            contender("cedar with its request", scenario, |_, question| cedar.ask_anew(question)),
        ];
        let found = medians(ROUNDS, &mut contenders);
        let goal = Target { id, unit: "ns/decision", peer: "Regorus VM, routed", goal: 0.08 };
        let why = format!("Cedar {:.0}, with its request {:.0}, routed", found[2], found[3]);
        print(goal.compared(found[0], found[1], &why));
    }
    let mut contenders = [ours(&many, &many_engine), ours(&few, &few_engine)];
    let found = medians(ROUNDS, &mut contenders);
    let peer = "ours at 1,000 rules";
    let goal = Target { id: "decide-100k:flat", unit: "ns/decision", peer, goal: 1.5 };
    print(goal.compared(found[0], found[1], "flat is read as at most half as much again"));
}

fn ours<'a>(scenario: &'a Scenario, engine: &'a Engine) -> Contender<'a> {
    let callers = scenario.prepare(engine);
    contender("ours", scenario, move |_, question| scenario.ask(engine, &callers, question))
}

/// Holds a decision engine against the right answers, then makes it a contender.
fn contender<'a>(
    name: &'static str,
    scenario: &'a Scenario,
    mut ask: impl FnMut(usize, &'a Question) -> bool + 'a,
) -> Contender<'a> {
    let mut at = 0..;
    scenario.check(name, |question| at.next().is_some_and(|at| ask(at, question)));
    Contender::new(name, scenario.questions.len() * TIMES, move || {
        for _ in 0..TIMES {
            for (at, question) in scenario.questions.iter().enumerate() {
                black_box(ask(black_box(at), black_box(question)));
            }
        }
    })
}
