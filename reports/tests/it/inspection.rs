//! What the bulletin says of villages that stand out, and of those to be visited first.

use domain::concentration::{Concentration, Measure, Verdict};
use domain::inspection::{Component, DrawnAs, Evidence, Inspection, Target};
use domain::release::Release;
use reports::document::{Block, Document};
use reports::packs::monthly;

use crate::fixture::{code, day, small};

const VILLAGE: &str = "340604100001";

fn text(document: &Document) -> String {
    let blocks = document.blocks.iter().map(|block| match block {
        Block::Paragraph(paragraph) => paragraph.text.clone(),
        Block::Table(table) => format!("{} {}", table.caption, table.rows.concat().join("|")),
        _ => String::new(),
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn bulletin(release: &Release) -> String {
    let month = "2023-05".parse().expect("a month");
    text(&monthly(release, code("340604"), month, None).expect("the county has figures"))
}

fn compared(measure: Measure, verdict: Verdict) -> Concentration {
    Concentration {
        as_of: day("2023-05-31"),
        measure,
        slice: String::new(),
        region_code: code(VILLAGE),
        level: "village".to_owned(),
        households: 400.0,
        observed: 2.0,
        expected: 14.0,
        ratio: Some(2.0 / 14.0),
        lower: None,
        upper: None,
        share: None,
        share_lower: None,
        share_upper: None,
        quotient: None,
        shrunken: None,
        chance_above: None,
        funnel_score: None,
        funnel_variance: Some(0.01),
        verdict,
    }
}

#[test]
fn a_village_with_few_monitored_is_named_and_no_difference_is_said() {
    let mut release = small().release();
    release.concentration = vec![
        compared(Measure::Monitored, Verdict::Below),
        compared(Measure::Unresolved, Verdict::NoDifference),
    ];
    let name = release.place(code(VILLAGE)).expect("a village").name.clone();

    let said = bulletin(&release);

    assert!(said.contains("各村未消除户的多少没有超出偶然的差异"), "{said}");
    assert!(
        said.contains(&format!("{name}脱贫户较多但监测户明显偏少")),
        "{said}"
    );
}

#[test]
fn the_list_for_inspection_names_ranges_and_reasons_and_no_score_alone() {
    let mut release = small().release();
    let evidence = |village: &str, component: Component, contribution| Evidence {
        as_of: day("2023-05-31"),
        region_code: code(village),
        component: component.key().to_owned(),
        numerator: 3.0,
        denominator: 8.0,
        threshold: Some(0.2),
        chance: Some(contribution),
        weight: 1.0,
        contribution,
    };
    release.inspection = Inspection {
        targets: vec![Target {
            as_of: day("2023-05-31"),
            region_code: code(VILLAGE),
            rank: 1,
            rank_low: 1,
            rank_high: 4,
            score: 0.5,
            drawn_as: DrawnAs::Targeted,
            is_listed: true,
            draw_id: String::new(),
        }],
        evidence: vec![
            evidence(VILLAGE, Component::Unvisited, 0.1),
            evidence(VILLAGE, Component::DataDefects, 0.3),
            evidence(VILLAGE, Component::Relapses, 0.1),
            // What is usual.
            evidence("340604999999", Component::Unvisited, 0.0),
            evidence("340604999999", Component::DataDefects, 0.0),
            evidence("340604999999", Component::Relapses, 0.3),
        ],
    };

    let said = bulletin(&release);

    assert!(
        said.contains("按各项问题综合比较1个村，列入督查名单1个"),
        "{said}"
    );
    assert!(said.contains("定向|1–4|数据问题、走访逾期"), "{said}");
    assert!(!bulletin(&small().release()).contains("督查名单"));
}
