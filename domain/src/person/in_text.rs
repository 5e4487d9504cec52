//! ID numbers and telephone numbers that somebody wrote into a remark: found, and replaced by a mark.
//!
//! A remark lands in a table that many may read; a number in it would name a person there. What is found is a whole number and nothing
//! but one: region codes, 户编号, sums of money, dates and landlines of an office stay as they are.

use std::borrow::Cow;
use std::ops::Range;

use super::IdNumber;

/// What stands in place of an ID number.
const ID_MARK: &str = "[证件号码]";
/// What stands in place of a mobile number.
const PHONE_MARK: &str = "[电话]";
/// A text with fewer bytes has no number to hide.
const SHORTEST: usize = 11;
/// Between two digits of one number stand at most this many spaces, dashes or dots.
const SEPARATORS_MAX: usize = 3;
/// How people group the eleven digits of a mobile number.
const PHONE_GROUPS: [&[usize]; 7] = [
    &[11],
    &[3, 4, 4],
    &[3, 3, 5],
    &[4, 3, 4],
    &[4, 4, 3],
    &[3, 8],
    &[7, 4],
];
/// How people group the fifteen digits of an old ID number.
const OLD_ID_GROUPS: [&[usize]; 2] = [&[15], &[6, 6, 3]];
/// The first two digits of ID numbers (GB/T 2260): an old number has no check character that could tell it from any other number.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
    "83",
];

/// The text with `[证件号码]` for every ID number and `[电话]` for every mobile number in it; borrowed when there is none.
///
/// An ID number has 18 characters with a right check character, or the 15 digits in use before 1999 with a birth date that exists. Both
/// and mobile numbers may be written in full-width digits, with spaces, dashes or dots inside, and a mobile number with +86 or a leading 0.
pub fn without_numbers(text: &str) -> Cow<'_, str> {
    if text.len() < SHORTEST {
        return Cow::Borrowed(text);
    }
    let mut found = vec![];
    for run in runs(text) {
        search(&run, &mut found);
    }
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_unstable_by_key(|(place, _)| place.start);
    let mut hidden = String::with_capacity(text.len());
    let mut done = 0;
    for (place, mark) in found {
        hidden.push_str(text.get(done..place.start).unwrap_or_default());
        hidden.push_str(mark);
        done = place.end;
    }
    hidden.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(hidden)
}

/// A digit of a text, or the X that may end an ID number.
struct Digit {
    /// In ASCII.
    letter: u8,
    /// Its bytes in the text.
    place: Range<usize>,
    /// Whether nothing stands between it and the digit before.
    is_joined: bool,
}

/// Digits with nothing but a few separators between them.
fn runs(text: &str) -> Vec<Vec<Digit>> {
    let mut runs: Vec<Vec<Digit>> = vec![];
    let mut run: Vec<Digit> = vec![];
    let mut separators = 0;
    for (start, letter) in text.char_indices() {
        let digit = match letter {
            '0'..='9' | '０'..='９' => ascii(letter),
            'x' | 'X' | 'ｘ' | 'Ｘ' if run.last().is_some_and(|last| last.letter != b'X') => Some(b'X'),
            _ => None,
        };
        if let Some(letter_read) = digit {
            let place = start..start + letter.len_utf8();
            run.push(Digit {
                letter: letter_read,
                is_joined: separators == 0 && !run.is_empty(),
                place,
            });
            separators = 0;
        } else if is_separator(letter) && separators < SEPARATORS_MAX {
            separators += 1;
        } else {
            runs.push(std::mem::take(&mut run));
            separators = 0;
        }
    }
    runs.push(run);
    runs.retain(|run| run.len() >= SHORTEST);
    runs
}

fn ascii(letter: char) -> Option<u8> {
    let offset = if letter.is_ascii() { '0' } else { '０' };
    let digit = u32::from(letter).checked_sub(u32::from(offset))?;
    u8::try_from(digit).ok().map(|digit| b'0' + digit)
}

fn is_separator(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '-' | '－' | '\u{2010}'..='\u{2015}' | '−' | '.' | '．' | '·' | '_'
            | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

/// Notes the numbers of a run, then those to the left and to the right of each.
fn search(run: &[Digit], found: &mut Vec<(Range<usize>, &'static str)>) {
    if run.len() < SHORTEST {
        return;
    }
    let Some((range, mark)) = id(run).or_else(|| old_id(run)).or_else(|| phone(run)) else {
        return;
    };
    let (Some(left), Some(number), Some(right)) = (
        run.get(..range.start),
        run.get(range.clone()),
        run.get(range.end..),
    ) else {
        return;
    };
    if let (Some(first), Some(last)) = (number.first(), number.last()) {
        found.push((first.place.start..last.place.end, mark));
    }
    search(left, found);
    search(right, found);
}

/// Eighteen characters that pass the check of GB 11643: anywhere in a row of digits, since other numbers pass it as good as never; with
/// separators inside only where whole groups make up the number.
fn id(run: &[Digit]) -> Option<(Range<usize>, &'static str)> {
    let range = (0..run.len().saturating_sub(17))
        .map(|start| start..start + 18)
        .find(|range| {
            let Some(number) = run.get(range.clone()) else {
                return false;
            };
            let is_one_group = number.iter().skip(1).all(|digit| digit.is_joined);
            (is_one_group || is_whole_groups(run, range)) && is_id(number)
        })?;
    Some((range, ID_MARK))
}

fn old_id(run: &[Digit]) -> Option<(Range<usize>, &'static str)> {
    let range = grouped(run, 15, &OLD_ID_GROUPS).find(|range| {
        run.get(range.clone()).is_some_and(|number| {
            let letters = letters(number);
            PROVINCES.iter().any(|province| letters.starts_with(province)) && is_id(number)
        })
    })?;
    Some((range, ID_MARK))
}

fn phone(run: &[Digit]) -> Option<(Range<usize>, &'static str)> {
    // With the prefix written to it: 8613…, 008613…, 013….
    let with_prefix = [("86", 13), ("0086", 15), ("0", 12)]
        .into_iter()
        .find_map(|(prefix, length)| {
            grouped(run, length, &[&[length]]).find(|range| {
                run.get(range.clone())
                    .is_some_and(|number| letters(number).strip_prefix(prefix).is_some_and(is_mobile))
            })
        });
    let range = with_prefix.or_else(|| {
        grouped(run, 11, &PHONE_GROUPS).find(|range| {
            run.get(range.clone())
                .is_some_and(|number| is_mobile(&letters(number)))
        })
    })?;
    Some((range, PHONE_MARK))
}

/// The ranges of `length` digits whose groups have one of these patterns.
fn grouped<'r>(
    run: &'r [Digit],
    length: usize,
    patterns: &'r [&'r [usize]],
) -> impl Iterator<Item = Range<usize>> + 'r {
    (0..(run.len() + 1).saturating_sub(length))
        .map(move |start| start..start + length)
        .filter(move |range| is_whole_groups(run, range))
        .filter(move |range| {
            let groups = run.get(range.clone()).map(groups).unwrap_or_default();
            patterns.contains(&groups.as_slice())
        })
}

/// Whether no group reaches into the range from outside.
fn is_whole_groups(run: &[Digit], range: &Range<usize>) -> bool {
    let is_joined = |index: usize| run.get(index).is_some_and(|digit| digit.is_joined);
    (range.start == 0 || !is_joined(range.start)) && !is_joined(range.end)
}

/// How many digits each group has.
fn groups(number: &[Digit]) -> Vec<usize> {
    let mut groups: Vec<usize> = vec![];
    for digit in number {
        match groups.last_mut() {
            Some(group) if digit.is_joined => *group += 1,
            _ => groups.push(1),
        }
    }
    groups
}

fn letters(number: &[Digit]) -> String {
    number.iter().map(|digit| char::from(digit.letter)).collect()
}

/// Whether it passes the check, for somebody born in a year that people of today are born in.
fn is_id(number: &[Digit]) -> bool {
    use chrono::Datelike;
    letters(number)
        .parse::<IdNumber>()
        .is_ok_and(|id| id.birth_on().year() < 2100)
}

fn is_mobile(letters: &str) -> bool {
    let mut bytes = letters.bytes();
    letters.len() == 11
        && bytes.next() == Some(b'1')
        && bytes.next().is_some_and(|second| (b'3'..=b'9').contains(&second))
        && bytes.all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number whose check character is X, and one whose is a digit.
    fn ids() -> [String; 2] {
        let number = |wants_x: bool| {
            (1..1000)
                .map(|sequence| {
                    IdNumber::from_parts("340604".parse().unwrap(), "1967-08-02".parse().unwrap(), sequence)
                        .reveal()
                        .to_owned()
                })
                .find(|number| number.ends_with('X') == wants_x)
                .unwrap()
        };
        [number(true), number(false)]
    }

    fn cut(text: &str, at: &[usize], by: &str) -> String {
        let mut written = String::new();
        for (index, letter) in text.chars().enumerate() {
            if at.contains(&index) {
                written.push_str(by);
            }
            written.push(letter);
        }
        written
    }

    fn full_width(text: &str) -> String {
        text.chars()
            .map(|letter| char::from_u32(u32::from(letter) + 0xfee0).unwrap())
            .collect()
    }

    #[test]
    fn an_id_number_is_hidden_however_it_is_written() {
        for id in ids() {
            let old = cut(&id, &[], "");
            let old: String = old.chars().take(6).chain(old.chars().skip(8).take(9)).collect();
            for written in [
                id.clone(),
                id.to_lowercase(),
                full_width(&id),
                cut(&id, &[6, 14], " "),
                cut(&id, &[6, 14], "-"),
                cut(&id, &[4, 8, 12, 16], " "),
                cut(&id, &[6], "\u{200b}"),
                cut(&id, &[17], "\n"),
                old.clone(),
                cut(&old, &[6, 12], " "),
            ] {
                let text = format!("户主证件号码{written}，已核实");
                assert_eq!(
                    without_numbers(&text),
                    "户主证件号码[证件号码]，已核实",
                    "{written}"
                );
            }
        }
    }

    #[test]
    fn a_mobile_number_is_hidden_however_it_is_written() {
        for written in [
            "13812345678",
            "１３８１２３４５６７８",
            "138 1234 5678",
            "138-1234-5678",
            "138.1234.5678",
            "1381234 5678",
            "138 12345678",
            "013812345678",
            "8613812345678",
            "008613812345678",
            "19912345678",
        ] {
            assert_eq!(
                without_numbers(&format!("联系电话：{written}（本人）")),
                "联系电话：[电话]（本人）",
                "{written}"
            );
        }
        assert_eq!(without_numbers("电话+86 138 1234 5678。"), "电话+86 [电话]。");
        assert_eq!(without_numbers("电话+8613812345678。"), "电话+[电话]。");
    }

    #[test]
    fn numbers_side_by_side_are_all_hidden() {
        let [one, other] = ids();

        assert_eq!(
            without_numbers(&format!("甲{one}13812345678,乙{other} 13912345678")),
            "甲[证件号码][电话],乙[证件号码] [电话]"
        );
        assert_eq!(without_numbers(&format!("13812345678{one}")), "[电话][证件号码]");
        assert_eq!(
            without_numbers(&format!("2022-05-31 {other} 13812345678")),
            "2022-05-31 [证件号码] [电话]"
        );
        // A disability card is the number of its holder with kind and grade.
        assert_eq!(without_numbers(&format!("残疾证{other}43")), "残疾证[证件号码]43");
    }

    #[test]
    fn what_is_no_persons_number_stays() {
        for text in [
            "340604100001村2022年受灾",
            "区划代码340604100001，340604100002",
            "户编号34060410000100000123",
            "户编号 3406041000010001",
            "办公室电话0561-3012345",
            "电话 010-82345678 转 8012",
            "12317、12345",
            "2022-05-31至2022-06-30",
            "金额12,345.67元，共18000000元",
            "经度116.8152377，纬度33.8955412",
            "流程编号LS2022053100012",
            "编号12812345678",
            "编号1381234567",
            "编号138123456789",
            "卡号6228480402564890018",
            "110105194912310021",
            "340604199002290011",
            "990105491231002",
            "无",
            "",
        ] {
            assert_eq!(without_numbers(text), text);
            assert!(matches!(without_numbers(text), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn numbers_that_only_stand_near_each_other_make_no_number() {
        let [_, id] = ids();
        // Eighteen digits in two groups that both go on.
        let (head, tail) = id.split_at(9);
        let text = format!("7{head} {tail}7");

        assert_eq!(without_numbers(&text), text);
        assert_eq!(without_numbers("138,1234,5678"), "138,1234,5678");
        assert_eq!(without_numbers("138    1234    5678"), "138    1234    5678");
    }
}
