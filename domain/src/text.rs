//! Text as people typed it, brought to one form before anything is compared or parsed.
//!
//! Two strengths: [`normalise`] for values that are kept, [`label`] for labels and headers that are only compared.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// NFKC without white space at either end: full-width digits become digits, `（` becomes `(`.
pub fn normalise(text: &str) -> Cow<'_, str> {
    match nfkc(text) {
        Cow::Borrowed(same) => Cow::Borrowed(same.trim_matches(is_blank)),
        Cow::Owned(other) => Cow::Owned(other.trim_matches(is_blank).to_owned()),
    }
}

/// NFKC without any white space or zero-width character: the form in which labels and headers are compared.
pub fn label(text: &str) -> Cow<'_, str> {
    let form = nfkc(text);
    if form.contains(is_blank) {
        Cow::Owned(form.chars().filter(|letter| !is_blank(*letter)).collect())
    } else {
        form
    }
}

fn nfkc(text: &str) -> Cow<'_, str> {
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// White space, and the characters that nobody sees: soft hyphen, zero-width space and joiners, direction marks, byte-order mark.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_forms_become_half_width() {
        assert_eq!(normalise("　３４０６（Ａ） "), "3406(A)");
    }

    #[test]
    fn what_is_already_in_form_is_not_copied() {
        assert!(matches!(normalise(" 入户访问 "), Cow::Borrowed("入户访问")));
        assert!(matches!(label("入户访问"), Cow::Borrowed("入户访问")));
    }

    #[test]
    fn labels_lose_every_white_space_and_what_nobody_sees() {
        assert_eq!(label("\u{feff}户 编\n号\u{200b}　（ 元 ）"), "户编号(元)");
    }

    #[test]
    fn a_blank_of_full_width_spaces_is_empty() {
        assert_eq!(normalise("　　"), "");
    }
}
