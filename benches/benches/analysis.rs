//! The space of paths: least cells, each guardrail in focus, and the cells of one changed route.

#![expect(clippy::expect_used, reason = "what does not load stops the bench")]

use std::{fmt::Write as _, hint::black_box, time::Duration};

use benches::{
    random::Random,
    routes::{Mix, RouteSet},
};
use criterion::{Criterion, criterion_group, criterion_main};
use engine::{Policy, RouteKey, Segment, Settings, Source};
use harness::analysis::space::{Focus, Query, Space};

/// The sizes that are worth their time: all, or the small ones where nothing is optimised.
fn sizes() -> &'static [usize] {
    if cfg!(debug_assertions) { &[100] } else { &[100, 1_000, 10_000] }
}

fn space(criterion: &mut Criterion) {
    for routes in sizes() {
        for globs in [0, 10, 100] {
            let policy = policy(*routes, globs);
            let mut group = criterion.benchmark_group(format!("analysis/{routes}/{globs} globs"));
            group.sample_size(10).measurement_time(Duration::from_secs(2));
            group.bench_function("least", |bencher| bencher.iter(|| least(black_box(&policy))));
            if globs > 0 {
                group.bench_function("each focus", |bencher| {
                    bencher.iter(|| each_focus(black_box(&policy)));
                });
            }
            group.bench_function("one changed", |bencher| {
                bencher.iter(|| assert_eq!(one_changed(black_box(&policy)), 1));
            });
            group.finish();
        }
    }
}

fn least(policy: &Policy) -> usize {
    let mut space = Space::new(&[policy]).expect("a space");
    space.cells(&Query::default()).expect("cells").len()
}

fn each_focus(policy: &Policy) -> usize {
    let mut space = Space::new(&[policy]).expect("a space");
    let focus = (0..policy.guardrails().len()).map(|index| {
        let focus = [Focus::Guardrail { side: 0, index }];
        space.cells(&Query { focus: &focus, ..Query::default() }).expect("cells").len()
    });
    focus.sum()
}

/// Compares a policy with itself as if the middle one of its routes asked for something else.
fn one_changed(policy: &Policy) -> usize {
    let changed = Some(policy.routes().len() / 2);
    let mut space = Space::new(&[policy, policy]).expect("a space");
    let wanted = |_, winners: &[Option<usize>]| winners.first() == Some(&changed);
    space.cells(&Query { wanted: Some(&wanted), ..Query::default() }).expect("cells").len()
}

fn policy(routes: usize, globs: usize) -> Policy {
    let set = RouteSet::generate(routes, Mix::Mixed);
    let mut text = String::from("version: 1\nroutes:\n");
    for key in &set.keys {
        let _written = writeln!(text, "  \"{key}\": {{ public: true }}");
    }
    if globs > 0 {
        text.push_str("guardrails:\n");
    }
    let mut random = Random::new(7);
    for at in 0..globs {
        let glob = glob(at, &set, &mut random);
        let _written = writeln!(text, "  rail {at}: {{ paths: [\"{glob}\"], deny: true }}");
    }
    let source = Source::new("bench.yaml", text);
    Policy::from_source(&source, &Settings::default()).expect("a valid policy").policy
}

/// Eight kinds of globs in turn, of words that routes have.
fn glob(at: usize, set: &RouteSet, random: &mut Random) -> String {
    let mut word = || {
        loop {
            let RouteKey::Path(_, pattern) = random.pick(&set.keys) else { continue };
            if let Segment::Literal(text) = random.pick(pattern.segments()) {
                return text.clone();
            }
        }
    };
    let (one, two, three) = (word(), word(), word());
    match at % 8 {
        0 => format!("/api/v1/{one}/**"),
        1 => format!("**/*.ext{at}"),
        2 => format!("/api/*/{one}/*/admin{at}/**"),
        3 => format!("**/{one}/**"),
        4 => format!("/api/{{v1,v2}}/{{{one},{two}}}/{three}"),
        5 => format!("/api/v*/{one}/x{at}"),
        6 => format!("/*/*/{one}/*"),
        _ => format!("/api/v2/**/{one}"),
    }
}

criterion_group!(benches, space);
criterion_main!(benches);
