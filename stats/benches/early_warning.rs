//! The measurement of `docs/early-warning.md`, on standard output: `cargo bench -p stats --bench early_warning -- SEED COUNTIES`.

use std::io::Write;

use stats::evaluate::{Plan, replay};

fn main() -> std::io::Result<()> {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u64>().ok());
    let seed = numbers.next().unwrap_or(2026);
    let counties = numbers.next().unwrap_or(20);
    let replay = replay(Plan::new(seed, counties));
    write!(std::io::stdout().lock(), "{}", replay.markdown())
}
