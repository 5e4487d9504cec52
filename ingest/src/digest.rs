//! Hashes of 128 bits: which row it is, what it says, and where it stands.
//!
//! Truncated SHA-256, so that nobody can make two rows collide. What a row says is hashed with the key of the deployment: the hash
//! stands in an analytic table, and a telephone number could otherwise be found by trying all of them.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use data_encoding::BASE64URL_NOPAD;
use domain::person::{IdNumber, PseudonymKey};
use sha2::{Digest as _, Sha256};

use crate::cell::Value;
use crate::source::Source;

/// 128 bits, written as 22 letters of base64url.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub u128);

impl Digest {
    fn of(bytes: &[u8]) -> Self {
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
    pub(crate) fn write(self, letters: &mut [u8; 22]) -> &str {
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

/// Hashes rows; keeps its buffer from row to row.
pub(crate) struct Hasher {
    secret: String,
    buffer: Vec<u8>,
}

impl Hasher {
    pub(crate) fn new(key: &PseudonymKey) -> Self {
        // A person whom no file can name, since nobody born before 1850 passes the check: this pseudonym is never in a table, and is
        // known only to those who have the key.
        let nobody = IdNumber::from_parts(
            "000000000000".parse().expect("twelve digits are a region code"),
            NaiveDate::from_ymd_opt(1000, 1, 1).expect("the first of January exists"),
            0,
        );
        Self {
            secret: key.person_key(&nobody),
            buffer: Vec::with_capacity(512),
        }
    }

    /// Which row of its dataset this is: the key columns.
    pub(crate) fn row_key(&mut self, source: &Source, key: &[usize], values: &[Value<'_>]) -> Digest {
        self.buffer.clear();
        push(&mut self.buffer, 1, source.name.as_bytes());
        for position in key {
            push_value(&mut self.buffer, &values[*position]);
        }
        Digest::of(&self.buffer)
    }

    /// What the row says: all columns, personal ones too.
    pub(crate) fn content(&mut self, source: &Source, values: &[Value<'_>]) -> Digest {
        self.buffer.clear();
        self.buffer.extend_from_slice(self.secret.as_bytes());
        push(&mut self.buffer, 1, source.name.as_bytes());
        for value in values {
            push_value(&mut self.buffer, value);
        }
        Digest::of(&self.buffer)
    }
}

fn push(buffer: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    buffer.push(tag);
    buffer.extend_from_slice(&(bytes.len() as u64).to_be_bytes()[4..]);
    buffer.extend_from_slice(bytes);
}

fn push_value(buffer: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Missing | Value::Refused => buffer.push(0),
        Value::Text(text) => push(buffer, 1, text.as_bytes()),
        Value::Label(label) => push(buffer, 1, label.as_bytes()),
        Value::Region(code) => push(buffer, 1, code.as_str().as_bytes()),
        Value::Day(day) => push(buffer, 3, &days_since_1970(*day).to_be_bytes()),
        Value::Moment(moment) => push(buffer, 4, &moment.and_utc().timestamp_micros().to_be_bytes()),
        Value::Int(number) => push(buffer, 2, &number.to_be_bytes()),
        // 0 and −0 are the same number.
        Value::Number(number) => push(buffer, 5, &(number + 0.0).to_bits().to_be_bytes()),
        Value::Money(hundredths) => push(buffer, 6, &hundredths.to_be_bytes()),
        Value::Flag(flag) => push(buffer, 7, &[u8::from(*flag)]),
        Value::Person(id) => push(buffer, 1, id.reveal().as_bytes()),
    }
}

/// Days as Arrow counts them.
pub(crate) fn days_since_1970(day: NaiveDate) -> i32 {
    arrow::datatypes::Date32Type::from_naive_date(day)
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
    fn neighbouring_texts_do_not_run_together() {
        let source = Source::named("helper").unwrap();
        let mut hasher = Hasher::new(&PseudonymKey::new([7; 32]));
        let key = |values: &[Value<'_>], hasher: &mut Hasher| hasher.row_key(source, &[0, 1], values);

        let one = key(
            &[Value::Text("甲".into()), Value::Text("乙丙".into())],
            &mut hasher,
        );
        let other = key(
            &[Value::Text("甲乙".into()), Value::Text("丙".into())],
            &mut hasher,
        );

        assert_ne!(one, other);
    }

    #[test]
    fn what_a_row_says_is_hashed_under_the_key_of_the_deployment() {
        let source = Source::named("helper").unwrap();
        let content =
            |secret| Hasher::new(&PseudonymKey::new([secret; 32])).content(source, &[Value::Int(1)]);

        assert_eq!(content(7), content(7));
        assert_ne!(content(7), content(8));
    }
}
