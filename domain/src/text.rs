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

/// The form in which names of people are compared: as [`label`], and with one dot between the parts of a name whatever dot was typed.
pub fn person_name(text: &str) -> Cow<'_, str> {
    let form = label(text);
    if form.contains(is_other_dot) {
        Cow::Owned(
            form.chars()
                .map(|letter| if is_other_dot(letter) { '·' } else { letter })
                .collect(),
        )
    } else {
        form
    }
}

/// What is typed for the dot in 买买提·吐尔逊 on keyboards that lack it.
fn is_other_dot(letter: char) -> bool {
    matches!(
        letter,
        '.' | '•' | '‧' | '∙' | '⋅' | '・' | '●' | '\u{16eb}' | '\u{2e31}'
    )
}

/// Text without the characters that nobody sees.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(is_invisible) {
        Cow::Owned(text.chars().filter(|letter| !is_invisible(*letter)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn nfkc(text: &str) -> Cow<'_, str> {
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || is_invisible(letter)
}

/// Soft hyphen, zero-width space and joiners, direction marks, byte-order mark.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
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
    fn a_name_has_one_form_whatever_dot_was_typed() {
        for name in [
            "买买提•吐尔逊",
            "买买提・吐尔逊",
            "买买提･吐尔逊",
            "买买提.吐尔逊",
            "买买提．吐尔逊",
            "买买提‧吐尔逊",
            " 买买提 ·\u{200b}吐尔逊",
        ] {
            assert_eq!(person_name(name), "买买提·吐尔逊", "{name}");
        }
        // A rare character beyond the basic plane stays what it is.
        assert_eq!(person_name("𬭎𠮷"), "𬭎𠮷");
    }

    #[test]
    fn a_blank_of_full_width_spaces_is_empty() {
        assert_eq!(normalise("　　"), "");
    }
}
