//! People as secrets: ID numbers, names and telephone numbers that no log, error or failed test can show.
//!
//! Whoever needs the clear text says `reveal`, and a search for that word finds every place.

mod in_key;
mod in_text;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub use self::in_key::KeyOf;
pub use self::in_text::without_numbers;
use crate::region::RegionCode;
use crate::text;

/// What is wrong with a text that should be an ID number. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IdFault {
    /// A spreadsheet stored it as a number and lost its last digits.
    #[error("the last digits of the ID number were lost in a spreadsheet")]
    PrecisionLost,
    /// Wrong length, wrong characters, wrong check character or a birth date that does not exist.
    #[error("the ID number does not pass the check of GB 11643")]
    Checksum,
}

/// A citizen's ID number: 17 digits and a check character (GB 11643-1999), the X upper-case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber([u8; 18]);

impl IdNumber {
    /// The number of the `sequence`-th person (modulo 1000; odd for men) born that day in a county.
    pub fn from_parts(county: RegionCode, birth: NaiveDate, sequence: u16) -> Self {
        let text = format!(
            "{:.6}{:04}{:02}{:02}{:03}",
            county,
            birth.year().rem_euclid(10_000),
            birth.month(),
            birth.day(),
            sequence % 1000
        );
        let first: [u8; 17] = text
            .as_bytes()
            .try_into()
            .expect("6 + 8 + 3 digits are 17 digits");
        Self::with_check(first)
    }

    fn with_check(first: [u8; 17]) -> Self {
        let mut digits = [0; 18];
        digits[..17].copy_from_slice(&first);
        digits[17] = check_byte(&first);
        Self(digits)
    }

    /// The clear number. Only the vault and the search by ID have a reason to call this.
    pub fn reveal(&self) -> &str {
        str::from_utf8(&self.0).expect("an ID number is ASCII")
    }

    /// The day of birth that the number states.
    pub fn birth_on(&self) -> NaiveDate {
        birth_in(&self.0).expect("the birth date is checked when parsed")
    }

    /// Whether the number is a woman's: its 17th digit is even.
    pub const fn is_female(&self) -> bool {
        self.0[16].is_multiple_of(2)
    }

    /// Whether the number states a birth after `day`, which makes it impossible on that day.
    pub fn born_after(&self, day: NaiveDate) -> bool {
        self.birth_on() > day
    }
}

impl FromStr for IdNumber {
    type Err = IdFault;

    /// Reads what people and spreadsheets write: full-width digits, spaces, a leading apostrophe, lower-case x, the 15 digits in use
    /// before 1999, and the 20 or 22 characters of a disability card, of which the first 18 are the ID number.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text::label(text).to_ascii_uppercase();
        let text = text.trim_start_matches(['\'', '‘', '’', '`']);
        if is_scientific(text) {
            return Err(IdFault::PrecisionLost);
        }
        let bytes = text.as_bytes();
        match bytes.len() {
            15 => expanded(bytes),
            18 => {
                // A spreadsheet keeps 15 digits and writes zeros for the rest.
                let fault = if bytes.ends_with(b"000") {
                    IdFault::PrecisionLost
                } else {
                    IdFault::Checksum
                };
                checked(bytes, fault)
            }
            20 | 22 if is_card_suffix(&bytes[18..]) => checked(&bytes[..18], IdFault::Checksum),
            _ => Err(IdFault::Checksum),
        }
    }
}

/// Eighteen characters with a right check character and a birth date; `fault` when the check character is wrong.
fn checked(bytes: &[u8], fault: IdFault) -> Result<IdNumber, IdFault> {
    let digits: [u8; 18] = bytes.try_into().map_err(|_wrong_length| IdFault::Checksum)?;
    let (first, last) = digits.split_at(17);
    let is_written_right = first.iter().all(u8::is_ascii_digit) && (last[0].is_ascii_digit() || last == b"X");
    if !is_written_right {
        return Err(IdFault::Checksum);
    }
    let first: [u8; 17] = first.try_into().map_err(|_wrong_length| IdFault::Checksum)?;
    if check_byte(&first) != last[0] {
        return Err(fault);
    }
    birth_in(&digits).ok_or(IdFault::Checksum)?;
    Ok(IdNumber(digits))
}

/// The 18 characters of a 15-digit number, whose holder was born in the 1900s.
fn expanded(bytes: &[u8]) -> Result<IdNumber, IdFault> {
    if !bytes.iter().all(u8::is_ascii_digit) {
        return Err(IdFault::Checksum);
    }
    let mut first = [0; 17];
    first[..6].copy_from_slice(&bytes[..6]);
    first[6..8].copy_from_slice(b"19");
    first[8..].copy_from_slice(&bytes[6..]);
    let number = IdNumber::with_check(first);
    birth_in(&number.0).ok_or(IdFault::Checksum)?;
    Ok(number)
}

/// A disability card adds its kind and grade, and, when it was issued again, `B` and how often.
fn is_card_suffix(suffix: &[u8]) -> bool {
    match suffix {
        [kind, grade] => kind.is_ascii_digit() && grade.is_ascii_digit(),
        [kind, grade, b'B', times] => [kind, grade, times].iter().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

/// Whether the text is a number such as `3.40604E+17`.
fn is_scientific(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once('E') else {
        return false;
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !whole.is_empty()
        && !exponent.is_empty()
        && are_digits(whole)
        && are_digits(fraction)
        && are_digits(exponent)
}

/// The check character of 17 digits: ISO 7064 MOD 11-2, as GB 11643 prescribes it. Bytes that are no digits count as zero.
pub fn check_character(first: &[u8; 17]) -> char {
    char::from(check_byte(first))
}

fn check_byte(first: &[u8; 17]) -> u8 {
    // The weight of place i, from the left, is 2^(17 − i) modulo 11: doubling once a digit gives the same sum.
    let sum = first.iter().fold(0, |sum, byte| {
        let digit = if byte.is_ascii_digit() {
            u32::from(byte - b'0')
        } else {
            0
        };
        (sum + digit) * 2 % 11
    });
    b"10X98765432"[sum as usize]
}

fn birth_in(digits: &[u8; 18]) -> Option<NaiveDate> {
    let number = |range: &[u8]| {
        range
            .iter()
            .fold(0_u32, |number, byte| number * 10 + u32::from(byte - b'0'))
    };
    let year = i32::try_from(number(&digits[6..10])).ok()?;
    // Nobody born earlier was alive when the numbers were first given out.
    (year >= 1850).then(|| NaiveDate::from_ymd_opt(year, number(&digits[10..12]), number(&digits[12..14])))?
}

impl fmt::Display for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, .., before_last, last] = self.0.map(char::from);
        write!(f, "{first}{second}**************{before_last}{last}")
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({self})")
    }
}

/// A person's name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Keeps `name` from being shown.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The clear name.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One star whatever the length: the length of a name is a hint too.
        match self.0.chars().next() {
            Some(family) => write!(f, "{family}*"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonName({self})")
    }
}

/// A telephone number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Keeps `number` from being shown.
    pub fn new(number: impl Into<String>) -> Self {
        Self(number.into())
    }

    /// The clear number.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Eleven digits are a mobile number; of anything else nothing is shown.
        let is_mobile = self.0.len() == 11 && self.0.is_ascii();
        match (self.0.get(..3), self.0.get(7..)) {
            (Some(head), Some(tail)) if is_mobile => write!(f, "{head}****{tail}"),
            _ if self.0.is_empty() => Ok(()),
            _ => f.write_str("****"),
        }
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({self})")
    }
}

/// The secret of one deployment, which turns ID numbers into keys that nobody outside can compute.
#[derive(Clone)]
pub struct PseudonymKey([u8; 32]);

impl PseudonymKey {
    /// A key of 32 random bytes, which the caller keeps.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// The same key for the same person, and nothing else: 52 letters and digits.
    pub fn person_key(&self, id: &IdNumber) -> String {
        data_encoding::BASE32_NOPAD
            .encode(&self.keyed("id", &id.0))
            .to_ascii_lowercase()
    }

    /// The secret under which the content of rows is hashed: no pseudonym, and not to be had from any.
    pub fn content_secret(&self) -> [u8; 32] {
        self.keyed("row content", &[])
    }

    /// The name of the field goes first, so that no other field can ever give the same key.
    fn keyed(&self, field: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(field.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PseudonymKey")
    }
}

#[cfg(test)]
mod tests;
