//! What the bulletin says of elimination and relapse in time.

use domain::concentration::Verdict;
use domain::release::Release;
use domain::spell::{Course, SpellGroup, SpellPoint, SpellRate, Spells, StratumKind};
use reports::charts::{ChartError, course_of};
use reports::document::{Block, Document};
use reports::packs::monthly;
use reports::spells::{compared, of_hundred, whole};

use crate::fixture::{code, day, small};

fn rate(of: SpellGroup, verdict: Option<Verdict>) -> SpellRate {
    SpellRate {
        as_of: day("2023-05-31"),
        of,
        level: "county".to_owned(),
        spells: 60.0,
        late: 4.0,
        outside: 12.0,
        events: 31.0,
        exits: 1.0,
        years: 62.5,
        rate: Some(49.6),
        lower: Some(33.7),
        upper: Some(70.4),
        expected: None,
        chance: None,
        verdict,
        profile: "LS".to_owned(),
        clause: "LS-27".to_owned(),
    }
}

fn point(course: Course, month: u32, incidence: f64, upper: f64) -> SpellPoint {
    SpellPoint {
        as_of: day("2023-05-31"),
        of: whole(code("340604"), course),
        level: "county".to_owned(),
        month,
        at_risk: 20.0,
        events: 0.0,
        exits: 0.0,
        incidence,
        lower: Some(incidence * 0.8),
        upper: Some(upper),
        exit_incidence: if course == Course::Elimination { 0.02 } else { 0.0 },
        profile: "LS".to_owned(),
        clause: "LS-27".to_owned(),
    }
}

fn release() -> Release {
    let mut release = small().release();
    release.spells = Spells {
        rates: Course::ALL
            .map(|course| rate(whole(code("340604"), course), None))
            .into(),
        curves: vec![
            point(Course::Elimination, 0, 0.0, 0.1),
            point(Course::Elimination, 12, 0.5, 0.61),
            point(Course::Elimination, 24, 0.8, 0.9),
            point(Course::Relapse, 0, 0.0, 0.1),
            point(Course::Relapse, 12, 0.0, 0.168),
        ],
    }
    .in_order();
    release
}

fn text(document: &Document) -> String {
    let blocks = document.blocks.iter().map(|block| match block {
        Block::Heading { text } => text.clone(),
        Block::Paragraph(paragraph) => paragraph.text.clone(),
        _ => String::new(),
    });
    blocks.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_bulletin_says_it_of_a_hundred_households_and_who_is_not_counted() {
    let month = "2023-05".parse().expect("a month");
    let said = text(&monthly(&release(), code("340604"), month, None).expect("the county has figures"));

    for words in [
        "每100户中，识别后12个月内约有50.0户消除风险（95%区间40.0–61.0户），24个月内约80.0户（95%区间64.0–90.0户）；另有约2.0户自然消除",
        "按观察时间算，每100户观察一年消除风险49.6户次（95%区间33.7–70.4）：共观察62.5户·年，消除风险31户次",
        "整户无劳动能力的12户次按规定暂不标注消除（LS-27），不在其中",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
}

#[test]
fn none_identified_again_is_said_with_how_little_that_proves() {
    assert_eq!(
        of_hundred(&release(), code("340604"), Course::Relapse).as_deref(),
        Some("每100户中，消除后12个月内没有一户再次识别（观察的户还少，真实水平最多可能有16.8户）")
    );
}

#[test]
fn nobody_watched_is_no_chapter_and_a_reason_for_the_page() {
    let release = small().release();
    let month = "2023-05".parse().expect("a month");

    let said = text(&monthly(&release, code("340604"), month, None).expect("the county has figures"));

    assert!(!said.contains("再识别历程"), "{said}");
    assert!(matches!(
        course_of(&release, code("340604"), Course::Relapse),
        Err(ChartError::FewWatched { fewest: 5, .. })
    ));
}

#[test]
fn who_is_quicker_is_named_and_no_difference_is_said() {
    let of = |stratum: &str| SpellGroup {
        stratum_kind: StratumKind::Risk,
        stratum: stratum.to_owned(),
        ..whole(code("340604"), Course::Elimination)
    };
    let (quick, alike) = (
        rate(of("因学"), Some(Verdict::Above)),
        rate(of("因病"), Some(Verdict::NoDifference)),
    );
    let small = rate(of("因残"), Some(Verdict::TooSmall));

    let said = |rows: &[(&SpellRate, &str)]| compared(rows, "各类风险").unwrap_or_default();

    assert_eq!(
        said(&[(&quick, "因学"), (&alike, "因病")]),
        "各类风险中，因学消除快于全县其他户"
    );
    assert_eq!(
        said(&[(&alike, "因病"), (&small, "因残")]),
        "各类风险之间无明显差异"
    );
    assert_eq!(said(&[(&small, "因残")]), "各类风险的户都还太少，不能比较快慢");
}
