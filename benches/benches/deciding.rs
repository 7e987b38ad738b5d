//! Decisions on verified claims at 10 to 100,000 rules; others' engines are told the route.

use std::hint::black_box;

use benches::decisions::Scenario;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn sizes() -> &'static [usize] {
    if cfg!(debug_assertions) { &[10, 1_000] } else { &[10, 100, 1_000, 10_000, 100_000] }
}

fn deciding(criterion: &mut Criterion) {
    for size in sizes() {
        let scenario = Scenario::generate(*size);
        let engine = scenario.engine();
        let callers = scenario.prepare(&engine);
        scenario.check("ours", |question| scenario.ask(&engine, &callers, question));
        let mut group = criterion.benchmark_group(format!("deciding/{size}"));
        group.throughput(Throughput::Elements(scenario.questions.len() as u64));
        group.sample_size(10);
        group.bench_function("ours, routing included", |bencher| {
            bencher.iter(|| {
                for question in &scenario.questions {
                    black_box(scenario.ask(&engine, &callers, black_box(question)));
                }
            });
        });
        #[cfg(feature = "peers")]
        peers::compare(&mut group, &scenario);
        group.finish();
    }
}

#[cfg(feature = "peers")]
mod peers {
    use benches::{
        decisions::Question,
        peers::{Casbin, Cedar, Regorus},
    };
    use criterion::{BenchmarkGroup, measurement::WallTime};

    use super::{Scenario, black_box};

    pub(super) fn compare(group: &mut BenchmarkGroup<'_, WallTime>, scenario: &Scenario) {
        let (mut regorus, cedar) = (Regorus::new(scenario), Cedar::new(scenario));
        one(group, scenario, "regorus", |at, _| regorus.ask(at));
        one(group, scenario, "cedar", |at, _| cedar.ask(at));
        one(group, scenario, "cedar with its request", |_, question| cedar.ask_anew(question));
        if scenario.set.keys.len() <= 100 {
            let casbin = Casbin::new(scenario);
            one(group, scenario, "casbin", |_, question| casbin.ask(question));
        }
    }

    fn one(
        group: &mut BenchmarkGroup<'_, WallTime>,
        scenario: &Scenario,
        name: &str,
        mut ask: impl FnMut(usize, &Question) -> bool,
    ) {
        let mut at = 0..;
        scenario.check(name, |question| at.next().is_some_and(|at| ask(at, question)));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for (at, question) in scenario.questions.iter().enumerate() {
                    black_box(ask(black_box(at), question));
                }
            });
        });
    }
}

criterion_group!(benches, deciding);
criterion_main!(benches);
