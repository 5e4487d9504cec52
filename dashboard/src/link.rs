//! An address of this site with its query, escaped.

use std::fmt::Write as _;

/// Builds `/findings?region=340604100000&state=open`.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    address: String,
    has_query: bool,
}

impl Link {
    pub(crate) fn to(path: impl Into<String>) -> Self {
        Self {
            address: path.into(),
            has_query: false,
        }
    }

    #[must_use]
    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.address.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        self.address.push_str(key);
        self.address.push('=');
        self.push(value);
        self
    }

    /// A page below this one, called by what is written there.
    #[must_use]
    pub(crate) fn below(mut self, name: &str) -> Self {
        self.address.push('/');
        self.push(name);
        self
    }

    fn push(&mut self, value: &str) {
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~:".contains(&byte) {
                self.address.push(char::from(byte));
            } else {
                write!(self.address, "%{byte:02X}").expect("a string takes every write");
            }
        }
    }

    /// The same with `key=value`, where there is a value.
    #[must_use]
    pub(crate) fn with_some(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    pub(crate) fn text(self) -> String {
        self.address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_place() {
        let link = Link::to("/findings")
            .with("rule", "a&b=c\"<")
            .with("release", "r1");

        assert_eq!(link.text(), "/findings?rule=a%26b%3Dc%22%3C&release=r1");
    }
}
