//! Signals in words, for readers without statistics: what was counted, what was to be expected, how seldom that happens by chance, which rule
//! it met and with which numbers.

use domain::risk::Risk;
use domain::signal::{Stream, Tier};
use domain::unit::{fixed, per_cent};
use stats::surge::Thresholds;
use stats::surge::colour::{Colour, Rule};

use super::judge::{Evidence, Reach, Scope};
use crate::ledger::SignalAct;

/// The Chinese tier of a colour.
pub(super) const fn tier(colour: Colour) -> Tier {
    match colour {
        Colour::Blue => Tier::Blue,
        Colour::Yellow => Tier::Yellow,
        Colour::Orange => Tier::Orange,
        Colour::Red => Tier::Red,
    }
}

/// The colour of a Chinese tier.
pub(crate) const fn colour(tier: Tier) -> Colour {
    match tier {
        Tier::Blue => Colour::Blue,
        Tier::Yellow => Colour::Yellow,
        Tier::Orange => Colour::Orange,
        Tier::Red => Colour::Red,
    }
}

/// The letters of a slice in a key: the number of the risk, `x` for another slice, nothing for everything.
pub(super) fn slice_code(slice: &str) -> String {
    if slice.is_empty() {
        return String::new();
    }
    let risk = Risk::ALL.iter().position(|risk| risk.label() == slice);
    risk.map_or_else(|| "x".to_owned(), |at| format!("r{:02}", at + 1))
}

/// What was counted and what was to be expected, in a sentence.
pub(super) fn evidence(reach: &Reach, stream: Stream, slice: &str) -> String {
    let Evidence {
        window_weeks,
        observed,
        expected,
        p,
        households,
        contributing,
        rest,
        range,
        ..
    } = &reach.evidence;
    let (Some(weeks), Some(expected)) = (window_weeks, expected) else {
        return declared(reach, slice);
    };
    let place = match (reach.scope, reach.villages.len()) {
        (Scope::Village, 0 | 1) => "该村".to_owned(),
        (Scope::Village, villages) => format!("该村及邻近共{villages}个村"),
        (Scope::Area, villages) if reach.zone == "township" => format!("全镇{villages}个村"),
        (Scope::Area, villages) => format!("相邻{villages}个村"),
        (Scope::County | Scope::Event, _) => "全县".to_owned(),
    };
    let what = match stream {
        Stream::Warning => "有部门预警",
        Stream::Identification => "新识别监测对象",
        Stream::Hazard => "报告外部事件影响",
    };
    let slice = if slice.is_empty() {
        String::new()
    } else {
        format!("（{slice}）")
    };
    let basis = if reach.scope == Scope::County {
        "按往年趋势、季节和集中排查推算"
    } else {
        "按全县其他地方同期水平和该处历史推算"
    };
    let usual = range.map_or_else(String::new, |(_, upper)| format!("，一般不超过{upper:.0}户"));
    let chance = p.map_or_else(String::new, |p| {
        let alone = if reach.scope == Scope::County {
            ""
        } else {
            "单看此处，"
        };
        format!("；{alone}偶然达到这么多的可能性{}", chance(p))
    });
    let spread = match (contributing, rest, reach.scope) {
        (Some(contributing), Some(rest), Scope::Area) => format!(
            "。其中{contributing}个村各自明显偏多，除去最多的一个村，其余仍比应有的多{}户",
            fixed(rest.max(0.0), 1)
        ),
        _ => String::new(),
    };
    let signal_share = if *households > 0.0 {
        observed / households
    } else {
        0.0
    };
    format!(
        "近{weeks}周{place}{what}{slice}{observed:.0}户（占{}），{basis}约应有{}户{usual}{chance}{spread}。",
        per_cent(signal_share),
        fixed(*expected, 1),
    )
}

fn declared(reach: &Reach, kind: &str) -> String {
    let Evidence {
        observed, households, ..
    } = &reach.evidence;
    let around = if reach.level == "county" {
        "全县"
    } else {
        "所在乡镇"
    };
    let share = if *households > 0.0 {
        format!("，占{around}农户的{}", per_cent(observed / households))
    } else {
        String::new()
    };
    format!("报告{kind}，影响{observed:.0}户{share}。此为已发生的事件，不作统计推断。")
}

/// How seldom something happens by chance, without a formula.
fn chance(p: f64) -> String {
    let one_in = |whole: f64| fixed((p * whole).max(1.0), 0);
    if p < 1e-6 {
        "不到百万分之一".to_owned()
    } else if p < 1e-4 {
        "不到万分之一".to_owned()
    } else if p < 1e-3 {
        format!("约万分之{}", one_in(1e4))
    } else if p < 1e-2 {
        format!("约千分之{}", one_in(1e3))
    } else {
        format!("约百分之{}", one_in(1e2))
    }
}

/// The rule that fired, with the numbers as they stood.
pub(super) fn limits(rule: Rule, colour: Colour, thresholds: &Thresholds, share: Option<f64>) -> String {
    let Thresholds {
        blue,
        yellow,
        orange,
        red,
        county,
        ..
    } = thresholds;
    let text = match rule {
        Rule::Village => format!("一村评分≥{}且不少于{}户", blue.village_score, blue.signals),
        Rule::Excess => format!(
            "一村评分≥{}或连片评分≥{}，且比应有的多{}户以上",
            yellow.village_score, yellow.zone_score, yellow.excess
        ),
        Rule::SeveralVillages => format!(
            "连片评分≥{}，比应有的多{}户以上，至少{}个村明显偏多，除去最多的村仍多{}户以上",
            orange.zone_score, orange.excess, orange.contributing, orange.rest
        ),
        Rule::LoneVillage => format!(
            "一村评分≥{}且比应有的多{}户以上，作突发事件，须经人确认",
            orange.lone_village_score, orange.lone_village_excess
        ),
        Rule::County => format!("全县每周总数的累积偏差≥{}（约每年误报一次）", county.limit),
        Rule::Scale => format!(
            "连片评分≥{}，比应有的多{}户以上，至少{}个村明显偏多，除去最多的村仍多{}户以上",
            red.zone_score, red.excess, red.contributing, red.rest
        ),
        Rule::OrangeTown => format!("全镇{}以上的村为橙色", per_cent(red.orange_village_share)),
        Rule::Disaster => format!(
            "已报告的事件：影响{}户以上为黄，{}户以上为橙，达所在乡镇农户{}且不少于{}户为红，其余为蓝",
            yellow.excess,
            orange.excess,
            per_cent(red.disaster_household_share),
            red.excess
        ),
    };
    let scored = matches!(
        rule,
        Rule::Village | Rule::Excess | Rule::SeveralVillages | Rule::LoneVillage | Rule::Scale
    );
    let budget = share.filter(|_| scored).map_or_else(String::new, |share| {
        format!(
            "；评分为偶然可能性的负对数（−lg p），此类信号占误报预算的{}，评分先减{}",
            per_cent(share),
            fixed(-share.log10(), 2)
        )
    });
    format!("{}：{text}{budget}", tier(colour).label())
}

/// What a person did.
pub(super) fn act(act: &SignalAct) -> String {
    let day = act.at.split([' ', 'T']).next().unwrap_or_default();
    let what = match (act.act.as_str(), act.to_tier.as_str()) {
        ("acknowledge", _) => "已知悉".to_owned(),
        ("confirm", _) => "核实属实".to_owned(),
        ("raise", tier) => format!("提级为{tier}"),
        ("lower", tier) => format!("降级为{tier}"),
        _ => "关闭".to_owned(),
    };
    let because = if act.because.is_empty() {
        String::new()
    } else {
        format!("：{}", act.because)
    };
    format!("{day} {}{what}{because}", act.by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_is_said_in_parts_of_a_whole() {
        assert_eq!(chance(0.02), "约百分之2");
        assert_eq!(chance(0.0046), "约千分之5");
        assert_eq!(chance(0.00031), "约万分之3");
        assert_eq!(chance(0.00001), "不到万分之一");
        assert_eq!(chance(1e-9), "不到百万分之一");
    }

    #[test]
    fn the_limit_of_a_colour_stands_with_its_numbers() {
        let text = limits(Rule::Scale, Colour::Red, &Thresholds::default(), Some(0.4));

        assert!(text.starts_with("红：连片评分≥6，比应有的多20户以上"), "{text}");
        assert!(text.contains("占误报预算的40.0%，评分先减0.40"), "{text}");
    }
}
