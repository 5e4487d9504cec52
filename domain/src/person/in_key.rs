//! Keys that are somebody's number: an office that keeps no numbers of its own files a household under the ID number of its head, and a
//! visitor under a mobile number.

use super::{IdNumber, PseudonymKey};

/// Letters and digits of a pseudonym in place of a key: 120 bits.
const LENGTH: usize = 24;

/// Whose number a key may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOf {
    /// A person is also known by a mobile number.
    Person,
    /// A household, a visit, a measure. A long number of these is often a region code and a count, so only what has the 18 characters of an
    /// ID number, a birth date and a right check character is taken for one.
    Thing,
}

impl PseudonymKey {
    /// What stands in the tables instead of a key that holds somebody's number; none when it holds nobody's, and is written as it came.
    ///
    /// Equal keys have equal pseudonyms, in every dataset, so that what belongs together still finds itself. `p` and 24 letters and
    /// digits.
    pub fn instead_of(&self, key: &str, of: KeyOf) -> Option<String> {
        let shortest = match of {
            KeyOf::Person => 11,
            KeyOf::Thing => 18,
        };
        if key.len() < shortest || !numbers(key).any(|number| is_somebodys(number, of)) {
            return None;
        }
        let one = match key.parse::<IdNumber>() {
            Ok(id) => id.reveal().to_owned(),
            Err(_other_form) => key.to_ascii_uppercase(),
        };
        let mut pseudonym = data_encoding::BASE32_NOPAD
            .encode(&self.keyed("key", one.as_bytes()))
            .to_ascii_lowercase();
        pseudonym.truncate(LENGTH);
        pseudonym.insert(0, 'p');
        Some(pseudonym)
    }
}

/// The numbers in a key, each with the X that may end it.
fn numbers(key: &str) -> impl Iterator<Item = &str> {
    key.split(|letter: char| !letter.is_ascii_digit() && !matches!(letter, 'X' | 'x'))
        .map(|number| number.trim_start_matches(['X', 'x']))
}

fn is_somebodys(number: &str, of: KeyOf) -> bool {
    let is_id = || number.parse::<IdNumber>().is_ok();
    match (number.len(), of) {
        (18, _) => is_id(),
        (11, KeyOf::Person) => is_mobile(number.as_bytes()),
        _ => false,
    }
}

/// Mobile numbers begin with 13 to 19 (工业和信息化部, 电信网编号计划 2017).
fn is_mobile(number: &[u8]) -> bool {
    matches!(number, [b'1', b'3'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: PseudonymKey = PseudonymKey::new([7; 32]);
    /// The example of GB 11643.
    const ID: &str = "11010519491231002X";

    fn thing(key: &str) -> Option<String> {
        KEY.instead_of(key, KeyOf::Thing)
    }

    fn person(key: &str) -> Option<String> {
        KEY.instead_of(key, KeyOf::Person)
    }

    #[test]
    fn an_id_number_as_a_key_is_hidden_and_stays_one_key() {
        let hidden = thing(ID).unwrap();

        assert_eq!(hidden.len(), 25);
        assert_eq!(thing(&ID.to_lowercase()).as_ref(), Some(&hidden));
        assert_eq!(person(ID).as_ref(), Some(&hidden));
        assert_ne!(
            PseudonymKey::new([8; 32]).instead_of(ID, KeyOf::Thing),
            Some(hidden)
        );
    }

    #[test]
    fn a_key_around_an_id_number_is_another_key() {
        let [plain, prefixed, second] =
            [ID.to_owned(), format!("H{ID}"), format!("{ID}-2")].map(|key| thing(&key).unwrap());

        assert_ne!(plain, prefixed);
        assert_ne!(plain, second);
    }

    #[test]
    fn a_number_of_an_office_is_no_persons() {
        // Village and count; a wrong check character; a longer number; a date and a time.
        for key in [
            "340604100001000123",
            "110105194912310021",
            "3406041000010001230",
            "V-20230515103000",
            "",
        ] {
            assert_eq!(thing(key), None, "{key}");
        }
        // Fifteen digits are a village and a count, although they could be an old ID number.
        assert_eq!(thing("110105491231002"), None);
        assert_eq!(person("110105491231002"), None);
    }

    #[test]
    fn a_mobile_number_is_a_persons_and_never_a_things() {
        assert!(person("13812345678").is_some());
        assert!(person("W13812345678").is_some());
        for key in ["12812345678", "1381234567", "138123456789"] {
            assert_eq!(person(key), None, "{key}");
        }
        assert_eq!(thing("13812345678"), None);
    }
}
