//! What is attached to the bulletin, and the note on where its numbers come from.

use std::collections::BTreeMap;

use domain::region::{Level, RegionCode};
use domain::release::{Definition, Figure, FigureUnit, Place};

use super::sections::town_name;
use super::work::{SMALL_SAMPLE_NOTE, rate_cell};
use crate::document::{Align, Column, Composer, Masthead, Paragraph, Table, day};
use crate::narrative::{Narrator, amount_of};
use crate::number::{ABSENT, clauses, count, profile, shown};

/// A table of more rows than this is not read on paper.
const MOST_ROWS: usize = 200;

/// The opening sentence, with the source of all numbers as its footnote.
pub(super) fn opening(narrator: &Narrator<'_>, masthead: &Masthead) -> Paragraph {
    let (release, month) = (narrator.release, narrator.month());
    let judged_by = narrator
        .figure("visit_overdue_rate", "")
        .or_else(|| narrator.figure("households", ""))
        .map_or_else(|| ABSENT.to_owned(), |figure| profile(&figure.profile));
    let simulated = if masthead.is_simulated {
        "本期数据为模拟数据，人员和事件均属虚构。"
    } else {
        ""
    };
    Paragraph {
        lead: None,
        text: format!(
            "现将{}{}年{}月防止返贫监测帮扶工作情况通报如下。",
            narrator.place.name,
            month.year(),
            month.month(),
        ),
        note: Some(format!(
            "{simulated}数据来源：发布编号{}，数据截至{}，发布时间{}，参数档案{judged_by}。比率后括号内为分子/分母和95%置信区间（Wilson法）。",
            release.id.release_id,
            day(release.as_of()),
            release.id.published_at,
        )),
    }
}

/// 附件1 主要指标表, one row for each place below, the whole last.
pub(super) fn figures_by_place(narrator: &Narrator<'_>, composer: &mut Composer) {
    const COUNTS: [&str; 7] = [
        "households",
        "monitored_households",
        "monitored_persons",
        "unresolved_households",
        "unresolved_persons",
        "newly_identified",
        "newly_eliminated",
    ];
    const RATES: [&str; 7] = [
        "monitored_incidence",
        "elimination_rate_persons",
        "elimination_rate_households",
        "measure_coverage",
        "development_measure_rate",
        "visit_overdue_rate",
        "workflow_overdue_rate",
    ];
    let (annex, name) = match Level::from_key(&narrator.place.level) {
        Some(Level::Province) => ("分市", "市（州）"),
        Some(Level::City) => ("分县", "县（市、区）"),
        Some(Level::Town) => ("分村", "村（社区）"),
        Some(Level::County | Level::Village) | None => ("分乡镇", "乡镇（街道）"),
    };
    composer.annex(&format!("主要指标表（{annex}）"));
    composer.table(places_table(
        narrator,
        "规模与动态",
        name,
        &COUNTS,
        &|figure, unit| {
            figure
                .value
                .map_or_else(|| ABSENT.to_owned(), |value| shown(value, unit))
        },
    ));
    let mut rates = places_table(narrator, "比率", name, &RATES, &|figure, _| rate_cell(figure));
    rates.note = Some(SMALL_SAMPLE_NOTE.to_owned());
    composer.table(rates);
}

fn places_table(
    narrator: &Narrator<'_>,
    caption: &str,
    first_column: &str,
    indicators: &[&str],
    cell: &dyn Fn(&Figure, FigureUnit) -> String,
) -> Table {
    let release = narrator.release;
    let definitions: Vec<&Definition> = indicators
        .iter()
        .filter_map(|indicator| narrator.definition(indicator))
        .collect();
    let columns = std::iter::once(Column::new(first_column, 15, Align::Left))
        .chain(definitions.iter().map(|definition| {
            let unit = if definition.unit == FigureUnit::Persons {
                "（人）"
            } else {
                ""
            };
            Column::new(format!("{}{unit}", definition.title), 12, Align::Right)
        }))
        .collect();
    let row = |place: &Place, name: &str| {
        let cells = definitions.iter().map(|definition| {
            release
                .figure(place.code, &definition.name, "")
                .map_or_else(|| ABSENT.to_owned(), |figure| cell(figure, definition.unit))
        });
        std::iter::once(name.to_owned()).chain(cells).collect()
    };
    let mut rows: Vec<Vec<String>> = release
        .children(narrator.place.code)
        .take(MOST_ROWS)
        .map(|child| row(child, &child.name))
        .collect();
    rows.push(row(narrator.place, "合计"));
    Table {
        caption: caption.to_owned(),
        columns,
        rows,
        note: None,
    }
}

/// What a village's overdue visits come to.
#[derive(Default)]
struct Overdue {
    most_days: Option<i64>,
}

/// 附件2 逾期走访汇总: villages, never households.
pub(super) fn overdue_visits(narrator: &Narrator<'_>, composer: &mut Composer) {
    let (release, code) = (narrator.release, narrator.place.code);
    composer.annex("逾期走访汇总");
    let mut overdue: BTreeMap<RegionCode, Overdue> = BTreeMap::new();
    for finding in release.findings(code) {
        if finding.rule == "visit_overdue" && finding.state == "open" {
            let village = overdue.entry(finding.region_code).or_default();
            village.most_days = village.most_days.max(finding.days_overdue);
        }
    }
    let mut villages: Vec<(&Place, &Figure, f64)> = release
        .places_with_figures(Level::Village)
        .filter(|village| release.lies_in(village.code, code))
        .filter_map(|village| {
            let figure = release.figure(village.code, "visit_overdue_rate", "")?;
            let late = figure.numerator.filter(|late| *late > 0.0)?;
            Some((village, figure, late))
        })
        .collect();
    villages.sort_by(|(a, _, a_late), (b, _, b_late)| b_late.total_cmp(a_late).then(a.code.cmp(&b.code)));
    if villages.is_empty() {
        composer.paragraph("上一个已结束的走访周期内，各村（社区）没有逾期未走访的监测户。".to_owned());
        return;
    }
    let rows = villages
        .iter()
        .take(MOST_ROWS)
        .map(|(village, figure, late)| {
            let days = overdue.get(&village.code).and_then(|overdue| overdue.most_days);
            vec![
                town_name(narrator, village),
                village.name.clone(),
                figure.denominator.map_or_else(|| ABSENT.to_owned(), count),
                count(*late),
                days.map_or_else(|| ABSENT.to_owned(), |days| days.to_string()),
            ]
        })
        .collect();
    composer.table(Table {
        caption: "各村逾期走访情况".to_owned(),
        columns: vec![
            Column::new("乡镇（街道）", 26, Align::Left),
            Column::new("村（社区）", 32, Align::Left),
            Column::new("应走访户", 14, Align::Right),
            Column::new("逾期户", 14, Align::Right),
            Column::new("最长逾期（天）", 14, Align::Right),
        ],
        rows,
        note: (villages.len() > MOST_ROWS).then(|| {
            format!(
                "共{}个村有逾期，本表列逾期户数最多的{MOST_ROWS}个。",
                amount_of(villages.len())
            )
        }),
    });
}

/// 附件3 指标口径说明: every indicator that the bulletin speaks of.
pub(super) fn definitions(narrator: &Narrator<'_>, composer: &mut Composer) {
    composer.annex("指标口径说明");
    let row = |definition: &Definition| {
        let fraction = match &definition.denominator {
            // A percentile has no numerator; the catalogue says so in brackets.
            Some(denominator) if definition.numerator.starts_with('（') => format!("在{denominator}中计算"),
            Some(denominator) => format!("{}／{denominator}", definition.numerator),
            None => definition.numerator.clone(),
        };
        let judged_by = narrator
            .release
            .figures(narrator.place.code)
            .iter()
            .find(|figure| figure.indicator == definition.name)
            .map_or_else(|| ABSENT.to_owned(), |figure| profile(&figure.profile));
        vec![
            definition.title.clone(),
            definition.meaning.clone(),
            fraction,
            judged_by,
            clauses(&definition.source),
        ]
    };
    composer.table(Table {
        caption: "指标口径".to_owned(),
        columns: vec![
            Column::new("指标", 20, Align::Left),
            Column::new("含义", 33, Align::Left),
            Column::new("分子／分母", 22, Align::Left),
            Column::new("参数档案", 12, Align::Left),
            Column::new("依据条款", 13, Align::Left),
        ],
        rows: narrator.spoken_of().into_iter().map(row).collect(),
        note: None,
    });
}
