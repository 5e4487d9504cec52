//! The books of landing: rows in = landed + duplicate + quarantined, in numbers and in hashes.

use std::ops::AddAssign;

use crate::digest::Digest;

/// How many rows, and the sum of [`Numbered::row`](crate::digest::Numbered::row) over them modulo 2^128, which does not depend on their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows.
    pub rows: u64,
    /// The sum of what they are known by.
    pub hash: u128,
}

impl Tally {
    /// Counts one row.
    pub fn add(&mut self, row: Digest) {
        self.rows += 1;
        self.hash = self.hash.wrapping_add(row.0);
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.hash = self.hash.wrapping_add(other.hash);
    }
}

/// What became of some rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Data rows as the reader counted them.
    pub rows_in: Tally,
    /// Rows in landed tables.
    pub landed: Tally,
    /// Rows known already.
    pub duplicate: Tally,
    /// Rows kept aside.
    pub quarantined: Tally,
    /// The sum of `content_hash` over the landed rows modulo 2^128.
    pub landed_content: u128,
    /// Landed rows with cells in the vault, by `landed_seq`.
    pub sealed: Tally,
}

impl Counts {
    /// The law: every row in has exactly one disposition.
    pub fn is_balanced(&self) -> bool {
        let mut out = self.landed;
        out += self.duplicate;
        out += self.quarantined;
        out == self.rows_in
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.rows_in += other.rows_in;
        self.landed += other.landed;
        self.duplicate += other.duplicate;
        self.quarantined += other.quarantined;
        self.landed_content = self.landed_content.wrapping_add(other.landed_content);
        self.sealed += other.sealed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Numbered;

    #[test]
    fn a_row_that_is_lost_and_one_that_is_there_twice_do_not_make_up_for_each_other() {
        let [first, second] = [1, 2].map(|row| Numbered::rows_of("sha", "").row(row));
        let mut counts = Counts::default();
        counts.rows_in.add(first);
        counts.rows_in.add(second);
        counts.landed.add(first);
        assert!(!counts.is_balanced());

        let mut twice = counts;
        twice.landed.add(first);
        counts.quarantined.add(second);

        assert!(counts.is_balanced());
        assert!(!twice.is_balanced());
    }
}
