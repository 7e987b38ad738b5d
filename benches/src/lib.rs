//! Criterion benches of the engine and the harness.
