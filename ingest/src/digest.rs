//! Which row it is and what it says, in 128 bits.
//!
//! What a row says is hashed with the key of the deployment: the hash
//! stands in an analytic table, and a telephone number could otherwise be found by trying all of them.

use chrono::NaiveDate;
use domain::digest::{Digest, push};
use domain::person::PseudonymKey;

use crate::cell::Value;
use crate::source::{Kind, Source};

/// Hashes rows; keeps its buffer from row to row.
pub(crate) struct Hasher {
    secret: [u8; 32],
    buffer: Vec<u8>,
}

impl Hasher {
    pub(crate) fn new(key: &PseudonymKey) -> Self {
        Self {
            secret: key.content_secret(),
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
        self.buffer.extend_from_slice(&self.secret);
        push(&mut self.buffer, 1, source.name.as_bytes());
        for (column, value) in source.columns.iter().zip(values) {
            match (&column.kind, value) {
                // Another dot in a name is not another name.
                (Kind::Name, Value::Text(name)) => {
                    push(&mut self.buffer, 1, domain::text::person_name(name).as_bytes());
                }
                _ => push_value(&mut self.buffer, value),
            }
        }
        Digest::of(&self.buffer)
    }
}

fn push_value(buffer: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Missing | Value::Refused => buffer.push(0),
        Value::Text(text) | Value::PlaceName(text) => push(buffer, 1, text.as_bytes()),
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
