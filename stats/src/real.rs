//! Counts as real numbers, in the one place where a cast is looked at.

/// A count as a real number.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(crate) fn real(count: u64) -> f64 {
    count as f64
}
