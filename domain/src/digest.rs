//! Hashes of 128 bits that name a row: which row it is, what it says, where it stands.
//!
//! Truncated SHA-256, so that nobody can make two rows collide.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

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

    /// Where a row stands: its file, sheet and row number. The sum of these over any table tells whether a row is missing or there
    /// twice.
    pub fn of_place(file_sha256: &str, sheet: &str, row_number: i64) -> Self {
        let mut bytes = Vec::with_capacity(96);
        push(&mut bytes, 1, file_sha256.as_bytes());
        push(&mut bytes, 1, sheet.as_bytes());
        push(&mut bytes, 2, &row_number.to_be_bytes());
        Self::of(&bytes)
    }

    /// The 22 letters, in `letters`.
    pub fn write(self, letters: &mut [u8; 22]) -> &str {
        BASE64URL_NOPAD.encode_mut(&self.0.to_be_bytes(), letters);
        str::from_utf8(letters).expect("base64url is ASCII")
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
}
