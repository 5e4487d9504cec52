//! The state of things: how many, how they moved, which risks, where.

use domain::concentration::{Measure, Verdict};
use domain::episode::ObjectType;
use domain::region::Level;
use domain::release::{Figure, Place};
use domain::risk::Risk;
use domain::term;

use super::drawn;
use crate::charts::{funnel_of, heat_of, ranking_of, trend_of};
use crate::document::{Align, Column, Composer, Table, day};
use crate::narrative::{Narrator, Tense, amount_of, joined, text};
use crate::number::{ABSENT, count, shown};
use crate::packs::PackError;

/// So many risk types are named in the sentence on structure, so many villages in the table on places.
const NAMED_RISKS: usize = 3;
const NAMED_VILLAGES: usize = 10;

/// 总体情况
pub(super) fn overview(narrator: &Narrator<'_>, composer: &mut Composer) -> Result<(), PackError> {
    let release = narrator.release;
    let monitored = term::on(release.as_of()).monitored_short;
    let both = |households: &str, persons: &str, slice: &str| {
        format!(
            "{}{}",
            narrator.amount(households, slice),
            narrator.amount(persons, slice)
        )
    };
    composer.heading("总体情况");
    let stock = format!(
        "截至{}，{}共有农户{}，累计识别{monitored}{}",
        day(release.as_of()),
        narrator.place.name,
        both("households", "persons", ""),
        both("monitored_households", "monitored_persons", ""),
    );
    let kinds: Vec<String> = ObjectType::ALL
        .iter()
        .map(|kind| kind.label())
        .filter(|kind| narrator.figure("monitored_households", kind).is_some())
        .map(|kind| {
            let persons = narrator
                .figure("monitored_persons", kind)
                .map(|_| narrator.amount("monitored_persons", kind));
            format!(
                "{kind}{}{}",
                narrator.amount("monitored_households", kind),
                persons.unwrap_or_default()
            )
        })
        .collect();
    composer.paragraph(text([
        Some(stock),
        narrator.rate("monitored_incidence", ""),
        (!kinds.is_empty()).then(|| format!("{monitored}中，{}", kinds.join("、"))),
    ]));
    composer.paragraph(text([
        Some(format!(
            "尚未消除风险的{monitored}{}{}",
            both("unresolved_households", "unresolved_persons", ""),
            narrator
                .change("unresolved_households", Tense::Stock)
                .map_or_else(String::new, |change| format!("，户数{change}")),
        )),
        narrator.rate("unresolved_share", ""),
    ]));
    drawn(
        narrator,
        composer,
        trend_of(release, narrator.place.code, "unresolved_households", ""),
    )?;
    let change = narrator
        .change("elimination_rate_households", Tense::Stock)
        .map(|change| format!("按户计算的风险消除率{change}"));
    let rates = [
        "elimination_rate_persons",
        "elimination_rate_households",
        "elimination_rate_eligible",
    ];
    composer.paragraph(text([joined(rates.map(|rate| narrator.rate(rate, ""))), change]));
    Ok(())
}

/// 动态变化
pub(super) fn movement(narrator: &Narrator<'_>, composer: &mut Composer) -> Result<(), PackError> {
    let month = narrator.month().month();
    let monitored = term::on(narrator.release.as_of()).monitored_short;
    let flow = |indicator: &str, verb: &str| {
        let amount = narrator.amount(indicator, "");
        // Part of a month is not compared with the whole of another.
        let change = narrator
            .change(indicator, Tense::Flow)
            .filter(|_| narrator.is_month_over())
            .map_or_else(String::new, |change| format!("，{change}"));
        format!("{verb}{amount}{change}")
    };
    composer.heading("动态变化");
    let unfinished = (!narrator.is_month_over()).then(|| {
        format!(
            "数据截至{}，当月尚未结束，不作比较",
            day(narrator.release.as_of())
        )
    });
    composer.paragraph(text([
        joined([
            Some(flow("newly_identified", &format!("{month}月新识别{monitored}"))),
            Some(flow("newly_eliminated", "新消除风险")),
        ]),
        unfinished,
        narrator.rate("reidentified_12m", ""),
    ]));
    drawn(
        narrator,
        composer,
        trend_of(narrator.release, narrator.place.code, "newly_identified", ""),
    )
}

/// 风险结构与集中区域
pub(super) fn structure(narrator: &Narrator<'_>, composer: &mut Composer) -> Result<(), PackError> {
    let (release, code) = (narrator.release, narrator.place.code);
    let Some(definition) = narrator.definition("risk_share") else {
        return Ok(());
    };
    composer.heading("风险结构与集中区域");
    let mut risks: Vec<&Figure> = Risk::ALL
        .iter()
        .filter_map(|risk| narrator.figure("risk_share", risk.label()))
        .filter(|figure| figure.numerator.is_some_and(|numerator| numerator > 0.0))
        .collect();
    risks.sort_by(|a, b| b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)));
    let named: Vec<String> = risks
        .iter()
        .take(NAMED_RISKS)
        .filter_map(|figure| {
            let share = shown(figure.value?, definition.unit);
            Some(format!(
                "{}{}户（{share}）",
                figure.slice,
                count(figure.numerator?)
            ))
        })
        .collect();
    let unresolved = risks.first().and_then(|figure| figure.denominator);
    let sentence = unresolved.map_or_else(
        || "未消除监测户的风险类型无数据".to_owned(),
        |unresolved| {
            format!(
                "{}户未消除监测户中，占比居前的风险类型依次为{}；一户可有多种风险，各类占比之和可超过100%",
                count(unresolved),
                named.join("、")
            )
        },
    );
    let concentration = narrator
        .figure("top_decile_share", "")
        .and_then(|_| narrator.rate("top_decile_share", ""));
    composer.paragraph(text([Some(sentence), concentration]));
    drawn(narrator, composer, heat_of(release, code))?;
    composer.paragraph(text([standing_out(narrator)]));
    drawn(narrator, composer, funnel_of(release, code, Measure::Monitored))?;
    composer.table(villages_with_most(narrator));
    let chart = ranking_of(release, code, "unresolved_share", "");
    if chart.is_ok() {
        narrator.definition("unresolved_share");
    }
    drawn(narrator, composer, chart)
}

/// Which villages differ from the others by more than chance: more unresolved households, and fewer monitored ones.
fn standing_out(narrator: &Narrator<'_>) -> Option<String> {
    const NAMED: usize = 3;
    let (release, code) = (narrator.release, narrator.place.code);
    let named = |measure: Measure, verdict: Verdict| {
        let rows = release.concentration(code, measure, "", Level::Village);
        let names: Vec<&str> = rows
            .filter(|row| row.verdict == verdict)
            .filter_map(|row| Some(release.place(row.region_code)?.name.as_str()))
            .collect();
        let more = if names.len() > NAMED {
            format!("等{}个村", amount_of(names.len()))
        } else {
            String::new()
        };
        let first: Vec<&str> = names.iter().take(NAMED).copied().collect();
        (!first.is_empty()).then(|| format!("{}{more}", first.join("、")))
    };
    // Without villages to compare there is nothing to say.
    release
        .concentration(code, Measure::Unresolved, "", Level::Village)
        .next()?;
    let above = named(Measure::Unresolved, Verdict::Above).map_or_else(
        || "各村未消除户的多少没有超出偶然的差异".to_owned(),
        |names| format!("{names}的未消除户明显多于按户类型推算应有的户数"),
    );
    let below = named(Measure::Monitored, Verdict::Below).map_or_else(
        || "没有监测户明显偏少的村".to_owned(),
        |names| format!("{names}脱贫户较多但监测户明显偏少，应重点排查是否应纳未纳"),
    );
    Some(format!("{above}；{below}"))
}

/// The villages in which most unresolved households live.
fn villages_with_most(narrator: &Narrator<'_>) -> Table {
    let release = narrator.release;
    let unresolved = |village: &Place| {
        release
            .figure(village.code, "unresolved_households", "")?
            .value
            .filter(|count| *count > 0.0)
    };
    let mut villages: Vec<(&Place, f64)> = release
        .places_with_figures(Level::Village)
        .filter(|village| {
            village.code != narrator.place.code && release.lies_in(village.code, narrator.place.code)
        })
        .filter_map(|village| Some((village, unresolved(village)?)))
        .collect();
    villages.sort_by(|(a, a_count), (b, b_count)| b_count.total_cmp(a_count).then(a.code.cmp(&b.code)));
    let number = |village: &Place, indicator: &str| {
        let value = release
            .figure(village.code, indicator, "")
            .and_then(|figure| figure.value);
        value.map_or_else(|| ABSENT.to_owned(), count)
    };
    let rows = villages
        .iter()
        .take(NAMED_VILLAGES)
        .map(|(village, unresolved)| {
            vec![
                town_name(narrator, village),
                village.name.clone(),
                number(village, "households"),
                number(village, "monitored_households"),
                count(*unresolved),
            ]
        })
        .collect();
    Table {
        caption: "未消除监测户最多的村".to_owned(),
        columns: vec![
            Column::new("乡镇（街道）", 26, Align::Left),
            Column::new("村（社区）", 32, Align::Left),
            Column::new("农户数", 14, Align::Right),
            Column::new("监测户数", 14, Align::Right),
            Column::new("未消除户数", 14, Align::Right),
        ],
        rows,
        note: (villages.len() > NAMED_VILLAGES)
            .then(|| format!("按未消除户数列前{NAMED_VILLAGES}位，户数相同的按区划代码排列。")),
    }
}

/// The name of the place one level up.
pub(super) fn town_name(narrator: &Narrator<'_>, village: &Place) -> String {
    village
        .parent
        .and_then(|parent| narrator.release.place(parent))
        .map_or_else(|| ABSENT.to_owned(), |town| town.name.clone())
}
