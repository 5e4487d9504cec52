//! The work done: warnings, measures, visits, the data themselves, and what is against the rules.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::inspection::{Component, DrawnAs, Target};
use domain::release::{Figure, FigureUnit, Finding, Landing, Rule};
use domain::unit::{grouped, per_cent, share};

use super::drawn;
use super::sections::town_name;
use crate::charts::{ranking_of, trend_of};
use crate::document::{Align, Column, Composer, Table};
use crate::narrative::{Narrator, Tense, amount_of, joined, text};
use crate::number::{ABSENT, clauses, count, fraction};
use crate::packs::PackError;

/// A rate, and how it changed.
fn rate_and_change(narrator: &Narrator<'_>, indicator: &str) -> Option<String> {
    let rate = narrator.rate(indicator, "")?;
    let change = narrator.change(indicator, Tense::Flow);
    Some(change.map_or_else(|| rate.clone(), |change| format!("{rate}，{change}")))
}

/// 预警线索办理
pub(super) fn warnings(narrator: &Narrator<'_>, composer: &mut Composer) {
    const RATES: [&str; 3] = [
        "warning_verified_rate",
        "warning_overdue_rate",
        "warning_conversion_rate",
    ];
    if RATES.iter().all(|rate| narrator.figure(rate, "").is_none()) {
        return;
    }
    composer.heading("预警线索办理");
    composer.paragraph(text([joined(RATES.map(|rate| rate_and_change(narrator, rate)))]));
    let departments: Vec<&Figure> = narrator
        .release
        .figures(narrator.place.code)
        .iter()
        .filter(|figure| figure.indicator == RATES[0] && !figure.slice.is_empty())
        .filter(|figure| figure.denominator.is_some_and(|pushed| pushed > 0.0))
        .collect();
    let rows = departments
        .iter()
        .map(|department| {
            let rates = RATES.map(|rate| {
                narrator
                    .figure(rate, &department.slice)
                    .map_or_else(|| ABSENT.to_owned(), rate_cell)
            });
            let pushed = department.denominator.map_or_else(|| ABSENT.to_owned(), count);
            [department.slice.clone(), pushed]
                .into_iter()
                .chain(rates)
                .collect()
        })
        .collect();
    let mut columns = vec![
        Column::new("部门", 20, Align::Left),
        Column::new("近3个月推送", 17, Align::Right),
    ];
    columns.extend(
        RATES
            .iter()
            .filter_map(|rate| narrator.definition(rate))
            .map(|definition| Column::new(definition.title.clone(), 21, Align::Right)),
    );
    if columns.len() == RATES.len() + 2 {
        composer.table(Table {
            caption: "各部门预警线索办理情况".to_owned(),
            columns,
            rows,
            note: Some(SMALL_SAMPLE_NOTE.to_owned()),
        });
    }
}

pub(super) const SMALL_SAMPLE_NOTE: &str = "每格为比率和分子/分母；分母小于5的不计比率，分母为0的记“—”。";

/// A rate with its fraction on a second line. A rate of fewer than five is not a rate.
pub(super) fn rate_cell(figure: &Figure) -> String {
    let is_small = figure
        .denominator
        .is_some_and(|denominator| denominator < crate::charts::ranking::SMALLEST_SAMPLE);
    let value = figure
        .value
        .filter(|_| !is_small)
        .map_or_else(|| ABSENT.to_owned(), per_cent);
    let counted = figure.denominator.is_some_and(|denominator| denominator > 0.0);
    match fraction(figure, FigureUnit::Share).filter(|_| counted) {
        Some(fraction) => format!("{value}\n{fraction}"),
        None => value,
    }
}

/// 帮扶措施落实
pub(super) fn measures(narrator: &Narrator<'_>, composer: &mut Composer) -> Result<(), PackError> {
    const RATES: [&str; 3] = [
        "measure_coverage",
        "development_measure_rate",
        "measure_late_rate",
    ];
    if RATES.iter().all(|rate| narrator.figure(rate, "").is_none()) {
        return Ok(());
    }
    composer.heading("帮扶措施落实");
    composer.paragraph(text([joined(RATES.map(|rate| rate_and_change(narrator, rate)))]));
    drawn(
        narrator,
        composer,
        ranking_of(
            narrator.release,
            narrator.place.code,
            "development_measure_rate",
            "",
        ),
    )
}

/// 走访履职
pub(super) fn visits(narrator: &Narrator<'_>, composer: &mut Composer) -> Result<(), PackError> {
    let (release, code) = (narrator.release, narrator.place.code);
    if narrator.figure("visit_overdue_rate", "").is_none() {
        return Ok(());
    }
    composer.heading("走访履职");
    let percentiles = narrator.figure("days_since_contact_p50", "").map(|_| {
        format!(
            "未消除监测户距上次有效联系的天数，中位数{}，九成位数{}",
            narrator.amount("days_since_contact_p50", ""),
            narrator.amount("days_since_contact_p90", ""),
        )
    });
    composer.paragraph(text([
        rate_and_change(narrator, "visit_overdue_rate"),
        percentiles,
        Some("按村汇总的逾期走访情况见附件2".to_owned()),
    ]));
    drawn(
        narrator,
        composer,
        ranking_of(release, code, "visit_overdue_rate", ""),
    )?;
    drawn(
        narrator,
        composer,
        trend_of(release, code, "visit_overdue_rate", ""),
    )
}

/// 数据质量
pub(super) fn data_quality(narrator: &Narrator<'_>, composer: &mut Composer) {
    let landings = &narrator.release.landings;
    if landings.is_empty() {
        return;
    }
    composer.heading("数据质量");
    let total = |part: fn(&Landing) -> u64| landings.iter().map(part).sum::<u64>();
    let (rows, quarantined) = (
        total(|landing| landing.rows),
        total(|landing| landing.quarantined),
    );
    let scope = narrator
        .release
        .home()
        .filter(|home| home.code != narrator.place.code)
        .map_or_else(String::new, |home| format!("（{}全部数据）", home.name));
    let (landed, duplicate) = (
        total(|landing| landing.landed),
        total(|landing| landing.duplicate),
    );
    let quarantine_rate = share(quarantined, rows)
        .filter(|share| *share > 0.0)
        .map_or_else(String::new, |share| format!("（占{}）", per_cent(share)));
    let balance = if rows == landed + duplicate + quarantined {
        "三项之和与应收行数相符"
    } else {
        "三项之和与应收行数不符"
    };
    let sentence = format!(
        "本次发布{scope}应收源数据{}行，其中入库{}行、重复{}行、隔离{}行{quarantine_rate}，{balance}",
        grouped(rows),
        grouped(landed),
        grouped(duplicate),
        grouped(quarantined),
    );
    composer.paragraph(text([Some(sentence)]));
    narrator.definition("quarantine_rate");
    composer.table(Table {
        caption: "源数据入库情况".to_owned(),
        columns: vec![
            Column::new("数据集", 28, Align::Left),
            Column::new("应收", 15, Align::Right),
            Column::new("入库", 15, Align::Right),
            Column::new("重复", 13, Align::Right),
            Column::new("隔离", 13, Align::Right),
            Column::new("隔离率", 16, Align::Right),
        ],
        rows: landings.iter().map(landing_row).collect(),
        note: Some("单位为行；应收＝入库＋重复＋隔离，隔离率＝隔离／应收。".to_owned()),
    });
}

fn landing_row(landing: &Landing) -> Vec<String> {
    vec![
        landing.title.clone(),
        grouped(landing.rows),
        grouped(landing.landed),
        grouped(landing.duplicate),
        grouped(landing.quarantined),
        share(landing.quarantined, landing.rows).map_or_else(|| ABSENT.to_owned(), per_cent),
    ]
}

/// 督查重点
pub(super) fn inspection(narrator: &Narrator<'_>, composer: &mut Composer) {
    const NAMED: usize = 10;
    let release = narrator.release;
    let here: Vec<&Target> = release
        .inspection
        .targets
        .iter()
        .filter(|target| release.lies_in(target.region_code, narrator.place.code))
        .collect();
    let listed: Vec<&Target> = here.iter().copied().filter(|target| target.is_listed).collect();
    if listed.is_empty() {
        return;
    }
    composer.heading("督查重点");
    let by_lot = listed
        .iter()
        .filter(|target| target.drawn_as == DrawnAs::Reserve)
        .count();
    let lot = if by_lot > 0 {
        format!("，其中抽签产生{}个", amount_of(by_lot))
    } else {
        "；另按规定比例由会议抽签产生随机督查的村".to_owned()
    };
    composer.paragraph(text([
        Some(format!(
            "按各项问题综合比较{}个村，列入督查名单{}个{lot}",
            amount_of(here.len()),
            amount_of(listed.len())
        )),
        Some("分数只说先去哪里看，不是结论；名次范围相交的村之间无明显差异".to_owned()),
    ]));
    let usual = release.inspection.usual();
    let rows = listed
        .iter()
        .take(NAMED)
        .map(|target| target_row(narrator, target, &usual))
        .collect();
    composer.table(Table {
        caption: "督查名单".to_owned(),
        columns: vec![
            Column::new("乡镇（街道）", 20, Align::Left),
            Column::new("村（社区）", 22, Align::Left),
            Column::new("方式", 8, Align::Left),
            Column::new("名次范围", 14, Align::Left),
            Column::new("主要原因", 36, Align::Left),
        ],
        rows,
        note: (listed.len() > NAMED).then(|| {
            format!(
                "列前{NAMED}位，共{}个村；名次范围为九成把握。",
                amount_of(listed.len())
            )
        }),
    });
}

fn target_row(narrator: &Narrator<'_>, target: &Target, usual: &BTreeMap<Component, f64>) -> Vec<String> {
    const REASONS: usize = 2;
    let release = narrator.release;
    let village = release.place(target.region_code);
    let reasons: Vec<&str> = release
        .inspection
        .reasons_of(target.region_code, usual)
        .into_iter()
        .take(REASONS)
        .filter_map(|row| Some(row.of()?.title()))
        .collect();
    vec![
        village.map_or_else(|| ABSENT.to_owned(), |village| town_name(narrator, village)),
        village.map_or_else(|| ABSENT.to_owned(), |village| village.name.clone()),
        match target.drawn_as {
            DrawnAs::Targeted => "定向",
            DrawnAs::Reserve => "随机",
        }
        .to_owned(),
        format!("{}–{}", target.rank_low, target.rank_high),
        if reasons.is_empty() {
            ABSENT.to_owned()
        } else {
            reasons.join("、")
        },
    ]
}

/// 合规异常
pub(super) fn compliance(narrator: &Narrator<'_>, composer: &mut Composer) {
    let release = narrator.release;
    if release.rules.is_empty() {
        return;
    }
    composer.heading("合规异常");
    let open: Vec<&Finding> = release
        .findings(narrator.place.code)
        .filter(|finding| finding.state == "open")
        .collect();
    let villages = |findings: &[&Finding]| {
        let codes: BTreeSet<_> = findings.iter().map(|finding| finding.region_code).collect();
        codes.len()
    };
    let summary = if open.is_empty() {
        format!("按{}条规则检查，未发现异常", amount_of(release.rules.len()))
    } else {
        format!(
            "按{}条规则检查，现有异常{}条，涉及{}个村（社区）",
            amount_of(release.rules.len()),
            amount_of(open.len()),
            amount_of(villages(&open)),
        )
    };
    composer.paragraph(text([
        joined(["workflow_overdue_rate", "notice_too_short_rate"].map(|rate| narrator.rate(rate, ""))),
        Some(summary),
    ]));
    let mut found: Vec<(&Rule, Vec<&Finding>)> = release
        .rules
        .iter()
        .map(|rule| {
            let own = open.iter().copied().filter(|finding| finding.rule == rule.name);
            (rule, own.collect::<Vec<_>>())
        })
        .filter(|(_, findings)| !findings.is_empty())
        .collect();
    // The rules come by name: of equally many the order stays.
    found.sort_by_key(|(_, findings)| Reverse(findings.len()));
    let rows = found
        .iter()
        .map(|(rule, findings)| {
            vec![
                rule.title.clone(),
                clauses(&rule.source),
                amount_of(findings.len()),
                amount_of(villages(findings)),
            ]
        })
        .collect();
    // A rule of a document that does not hold here finds nothing either; their names would fill a page.
    let silent = release.rules.len() - found.len();
    let note = (silent > 0).then(|| format!("其余{}条规则没有查出异常，或在本地不适用。", amount_of(silent)));
    composer.table(Table {
        caption: "合规异常情况".to_owned(),
        columns: vec![
            Column::new("检查规则", 42, Align::Left),
            Column::new("依据条款", 26, Align::Left),
            Column::new("现有条数", 16, Align::Right),
            Column::new("涉及村数", 16, Align::Right),
        ],
        rows,
        note,
    });
}
