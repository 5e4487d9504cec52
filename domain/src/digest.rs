//! Hashes of 128 bits that name a row: which row it is, what it says, where it stands.
//!
//! Which row it is and what it says are truncated SHA-256, so that nobody can make two rows collide.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use siphasher::sip128::SipHasher24;

/// 128 bits, written as 22 letters of base64url.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub u128);

impl Digest {
    /// The first half of the SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        let hash = Sha256::digest(bytes);
        let mut half = [0; 16];
        half.copy_from_slice(&hash[..16]);
        Self(u128::from_be_bytes(half))
    }

    /// The 22 letters, in `letters`.
    pub fn write(self, letters: &mut [u8; 22]) -> &str {
        BASE64URL_NOPAD.encode_mut(&self.0.to_be_bytes(), letters);
        str::from_utf8(letters).expect("base64url is ASCII")
    }
}

/// Numbers its rows so that their sum, modulo 2^128 and in any order, tells whether one is missing or there twice: the rows of one sheet by
/// where they stand, the sealed rows of one dataset by when they landed.
///
/// SipHash-2-4 with 128 bits, keyed by what the rows have in common, which is hashed once and not for every row.
#[derive(Debug, Clone)]
pub struct Numbered(SipHasher24);

impl Numbered {
    /// The rows of a sheet, by their numbers in it.
    pub fn rows_of(file_sha256: &str, sheet: &str) -> Self {
        Self::of(&[file_sha256, sheet])
    }

    /// The rows of a dataset that have personal cells, by `landed_seq`.
    pub fn sealed_rows_of(dataset: &str) -> Self {
        Self::of(&["sealed", dataset])
    }

    fn of(common: &[&str]) -> Self {
        let mut bytes = Vec::with_capacity(96);
        for part in common {
            push(&mut bytes, 1, part.as_bytes());
        }
        Self(SipHasher24::new_with_key(&Digest::of(&bytes).0.to_be_bytes()))
    }

    /// The row with this number.
    pub fn row(&self, number: i64) -> Digest {
        Digest(self.0.hash(&number.to_be_bytes()).as_u128())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.write(&mut [0; 22]))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// The text is not 22 letters of base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a digest has 22 letters of base64url")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 22 {
            return Err(NotADigest);
        }
        let mut bytes = [0; 16];
        BASE64URL_NOPAD
            .decode_mut(text.as_bytes(), &mut bytes)
            .map_err(|_partial| NotADigest)?;
        Ok(Self(u128::from_be_bytes(bytes)))
    }
}

/// Appends a part so that neighbouring parts cannot run together: a tag, the length, the bytes.
pub fn push(buffer: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    buffer.push(tag);
    buffer.extend_from_slice(&(bytes.len() as u64).to_be_bytes()[4..]);
    buffer.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_back_from_its_letters() {
        for bits in [0, 1, u128::MAX, 0x0123_4567_89ab_cdef] {
            let letters = Digest(bits).to_string();
            assert_eq!(letters.len(), 22);
            assert_eq!(letters.parse(), Ok(Digest(bits)));
        }
        assert_eq!("short".parse::<Digest>(), Err(NotADigest));
        assert_eq!("!!!!!!!!!!!!!!!!!!!!!!".parse::<Digest>(), Err(NotADigest));
    }

    #[test]
    fn rows_of_two_sheets_do_not_stand_at_one_place() {
        let place = |file, sheet, row| Numbered::rows_of(file, sheet).row(row);

        assert_eq!(place("sha", "一", 2), place("sha", "一", 2));
        assert_ne!(place("sha", "一", 2), place("sha", "一", 3));
        assert_ne!(place("sha", "一", 2), place("sha", "二", 2));
        assert_ne!(place("sha", "一", 2), place("ahs", "一", 2));
        // What is common does not run together.
        assert_ne!(place("ab", "c", 2), place("a", "bc", 2));
    }
}
