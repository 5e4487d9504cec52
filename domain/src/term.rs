//! Words that change with the day: what a page of 2025 calls by one name, a page of 2026 calls by another.

use chrono::NaiveDate;

/// Last day of the five years of transition (2021–2025, XJ-02); 常态化精准帮扶 begins the day after.
pub const TRANSITION_END: NaiveDate = NaiveDate::from_ymd_opt(2025, 12, 31).expect("a day of the calendar");

/// The words in use on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// 防止返贫监测对象, in full.
    pub monitored_households: &'static str,
    /// The same in a table's head.
    pub monitored_short: &'static str,
    /// 衔接资金
    pub funds: &'static str,
    /// 监测范围: the income below which a household is looked at.
    pub income_scope: &'static str,
    /// What the whole work is called.
    pub programme: &'static str,
}

const IN_TRANSITION: Terms = Terms {
    monitored_households: "防止返贫监测对象",
    monitored_short: "监测对象",
    funds: "衔接推进乡村振兴补助资金",
    income_scope: "监测范围",
    programme: "防止返贫动态监测和帮扶",
};

const AFTER_TRANSITION: Terms = Terms {
    monitored_households: "防止返贫致贫对象",
    monitored_short: "防止返贫致贫对象",
    funds: "常态化帮扶资金",
    income_scope: "认定标准",
    programme: "常态化精准帮扶",
};

/// The words in use on `day`.
pub fn on(day: NaiveDate) -> Terms {
    if day <= TRANSITION_END {
        IN_TRANSITION
    } else {
        AFTER_TRANSITION
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_change_on_new_year_2026() {
        let next = TRANSITION_END.succ_opt().unwrap();

        assert_eq!(on(TRANSITION_END).monitored_households, "防止返贫监测对象");
        assert_eq!(on(next).monitored_households, "防止返贫致贫对象");
    }
}
