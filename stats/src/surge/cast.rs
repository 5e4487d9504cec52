//! The lengths of lists as real numbers.

/// A length as a real number.
pub(crate) fn real(length: usize) -> f64 {
    crate::real::real(length as u64)
}
