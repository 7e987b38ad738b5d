//! Guardrails: deciding under 1 to 1,000 globs, beside globset's own set of the same globs.

#![expect(clippy::expect_used, reason = "what does not load stops the bench")]

use std::{fmt::Write as _, hint::black_box};

use benches::{decisions::compile, random::Random};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::{Request, Source};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

const PATHS: usize = 256;

fn guardrails(criterion: &mut Criterion) {
    for size in [1, 10, 100, 1_000] {
        let globs: Vec<String> = (0..size).map(glob).collect();
        let mut policy =
            String::from("version: 1\nroutes:\n  ANY /{path+}: { public: true }\nguardrails:\n");
        for (at, glob) in globs.iter().enumerate() {
            let _written = writeln!(policy, "  rail {at}: {{ paths: [\"{glob}\"], deny: true }}");
        }
        let engine = compile(&Source::new("bench.yaml", policy));
        let set = glob_set(&globs);
        let mut random = Random::new(3);
        let paths: Vec<String> = (0..PATHS).map(|at| path(&mut random, at, size)).collect();
        let requests: Vec<Request> = paths.iter().map(|path| Request::new("GET", path)).collect();
        for (path, request) in paths.iter().zip(&requests) {
            assert_eq!(engine.decide(request, 0).is_allowed(), !set.is_match(path), "{path}");
        }
        let mut group = criterion.benchmark_group(format!("guardrails/{size}"));
        group.throughput(Throughput::Elements(PATHS as u64)).sample_size(10);
        group.bench_function("ours, the whole decision", |bencher| {
            bencher.iter(|| {
                for request in &requests {
                    black_box(engine.decide(black_box(request), 0).is_allowed());
                }
            });
        });
        group.bench_function("globset, the match alone", |bencher| {
            bencher.iter(|| {
                for path in &paths {
                    black_box(set.is_match(black_box(path)));
                }
            });
        });
        group.finish();
    }
}

/// Four kinds of globs in turn: below a prefix, an extension, a variable part, alternatives.
fn glob(at: usize) -> String {
    match at % 4 {
        0 => format!("/admin{at}/**"),
        1 => format!("**/*.bak{at}"),
        2 => format!("/tenants/*/area{at}/*"),
        _ => format!("/api/{{v1,v2}}/zone{at}/**"),
    }
}

/// Half the paths meet a glob.
fn path(random: &mut Random, at: usize, globs: usize) -> String {
    let rail = random.below(globs);
    let rail = if at.is_multiple_of(2) { rail } else { rail + 100_000 };
    match rail % 4 {
        0 => format!("/admin{rail}/users/7"),
        1 => format!("/files/reports/2026/old.bak{rail}"),
        2 => format!("/tenants/acme/area{rail}/settings"),
        _ => format!("/api/v2/zone{rail}/items/42"),
    }
}

fn glob_set(globs: &[String]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        let mut one = GlobBuilder::new(glob);
        builder.add(one.literal_separator(true).build().expect("a valid glob"));
    }
    builder.build().expect("a set")
}

criterion_group!(benches, guardrails);
criterion_main!(benches);
