//! A header cell without its ornaments, and units, wherever they stand.

/// A header cell without its ornaments.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) name: String,
    /// What its unit multiplies a number by, if it has one.
    pub(crate) factor: Option<u32>,
}

impl Label {
    /// Takes white space, line breaks, full-width forms, stars and a trailing unit in brackets off a header.
    pub(crate) fn of(text: &str) -> Self {
        let text = domain::text::label(text);
        let mut name = text.trim_matches('*');
        let mut factor = None;
        for (open, close) in [('(', ')'), ('[', ']'), ('【', '】')] {
            if let Some((before, unit)) = name
                .strip_suffix(close)
                .and_then(|inside| inside.rsplit_once(open))
            {
                name = before.trim_end_matches('*');
                factor = factor_of(unit);
            }
        }
        Self {
            name: name.to_owned(),
            factor,
        }
    }
}

/// 万元 is 10 000; what is no unit of money and multiplies nothing is none.
fn factor_of(unit: &str) -> Option<u32> {
    let unit = unit.strip_prefix("单位:").unwrap_or(unit);
    match unit.chars().next() {
        Some('亿') => Some(100_000_000),
        Some('万') => Some(10_000),
        Some('千') => Some(1_000),
        Some('百') => Some(100),
        _ => unit.contains('元').then_some(1),
    }
}

/// The unit of money that a title states: `单位：万元`, `（金额单位：元）`, `单位：户、人、万元`; not 填报单位, which is an office.
pub(super) fn unit_of_title(text: &str) -> Option<u32> {
    let text = domain::text::normalise(text);
    let mut rest = text.as_ref();
    while let Some((before, after)) = rest.split_once("单位") {
        let before = ["金额", "计量", "货币"]
            .iter()
            .find_map(|word| before.strip_suffix(word))
            .unwrap_or(before);
        let is_own_word = before.chars().next_back().is_none_or(|letter| {
            letter.is_whitespace() || letter.is_ascii_punctuation() || "，、；。【".contains(letter)
        });
        let units = after.trim_start().strip_prefix(':');
        if let (true, Some(units)) = (is_own_word, units) {
            let end = units.find([')', ']', '】', ';']).unwrap_or(units.len());
            let (units, _) = units.split_at(end);
            let unit = units
                .split([',', '、', '/', '，', ' '])
                .map(str::trim)
                .find(|unit| unit.ends_with('元'));
            if let Some(unit) = unit {
                return factor_of(unit);
            }
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ornaments_do_not_change_which_column_it_is_but_a_unit_changes_the_value() {
        let label = |text| {
            let label = Label::of(text);
            (label.name, label.factor)
        };

        assert_eq!(label("**户\n编 号"), ("户编号".to_owned(), None));
        assert_eq!(label("＊金额（元）"), ("金额".to_owned(), Some(1)));
        assert_eq!(label("金　额(万元)"), ("金额".to_owned(), Some(10_000)));
        assert_eq!(label("金额【单位：千元】"), ("金额".to_owned(), Some(1_000)));
        assert_eq!(label("金额（含税）"), ("金额".to_owned(), None));
        assert_eq!(label("风险类型１"), ("风险类型1".to_owned(), None));
        assert_eq!(label("联系地址（门牌）"), ("联系地址".to_owned(), None));
    }

    #[test]
    fn a_title_may_state_the_unit_of_the_amounts_below_it() {
        for (title, factor) in [
            ("单位：万元", Some(10_000)),
            ("单位: 元", Some(1)),
            ("某县家庭收支表（单位：万元）", Some(10_000)),
            ("填报单位：某县乡村振兴局　　单位：千元", Some(1_000)),
            ("单位：户、人、万元", Some(10_000)),
            ("金额单位：亿元", Some(100_000_000)),
            ("填报单位：万元村", None),
            ("报送单位：某县财政局（元）", None),
            ("单位：户、人", None),
            ("单位负责人：万元", None),
        ] {
            assert_eq!(unit_of_title(title), factor, "{title}");
        }
    }
}
