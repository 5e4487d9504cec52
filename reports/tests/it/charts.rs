//! The charts of a release: large and small places, and places without numbers.

use domain::release::Release;
use reports::charts::{Chart, ChartError, heat_of, ranking_of, tiles_of, trend_of};
use reports::png::png;

use crate::county::county;
use crate::fixture::{Builder, code, small};

type Result4 = [(&'static str, Result<Chart, ChartError>); 4];

fn all(release: &Release, place: &str) -> Result4 {
    let place = code(place);
    [
        ("ranking", ranking_of(release, place, "visit_overdue_rate", "")),
        ("trend", trend_of(release, place, "visit_overdue_rate", "")),
        ("heat", heat_of(release, place)),
        ("tiles", tiles_of(release, place, "unresolved_share")),
    ]
}

fn refusals(release: &Release, place: &str) -> Vec<String> {
    all(release, place)
        .into_iter()
        .map(|(name, chart)| format!("{name}: {}", chart.expect_err("nothing can be drawn")))
        .collect()
}

#[test]
fn charts_of_three_and_of_nineteen_towns_are_well_formed_and_the_same_twice() {
    for towns in [3, 19] {
        let release = county(towns);

        for ((name, first), (_, second)) in all(&release, "340604").into_iter().zip(all(&release, "340604")) {
            let chart = first.unwrap();
            resvg::usvg::Tree::from_str(&chart.svg, &resvg::usvg::Options::default())
                .unwrap_or_else(|error| panic!("{name} of {towns}: {error}"));
            assert_eq!(chart, second.unwrap(), "{name} of {towns}");
            assert_eq!(
                chart.svg.matches("<g ").count(),
                chart.svg.matches("</g>").count(),
                "{name}"
            );
        }
    }
}

#[test]
fn names_stay_text_and_long_ones_are_whole_in_the_mark() {
    let chart = ranking_of(&county(3), code("340604"), "visit_overdue_rate", "").unwrap();

    assert!(chart.svg.contains(">宋疃镇</text>"), "{}", chart.svg);
    assert!(chart.svg.contains(">柳江流域生态农业…</text>"));
    assert!(chart.svg.contains("柳江流域生态农业经济开发试验区："));
    assert_eq!(chart.svg.matches("tabindex=\"0\"").count(), 3);
    assert_eq!(chart.svg.matches("<title>").count(), 3);
}

#[test]
fn every_mark_and_the_picture_itself_have_a_name() {
    for (name, chart) in all(&county(19), "340604") {
        let chart = chart.unwrap();
        let marks = chart.svg.matches("class=\"mark\"").count();
        assert!(marks > 0, "{name}");
        assert_eq!(chart.svg.matches("<title>").count(), marks, "{name}");
        assert!(
            chart.svg.contains(&format!("aria-label=\"{}\"", chart.title)),
            "{name}"
        );
        assert!(!chart.table.rows.is_empty(), "{name}");
        assert!(
            chart
                .table
                .rows
                .iter()
                .all(|row| row.len() == chart.table.head.len()),
            "{name}"
        );
    }
}

#[test]
fn a_town_without_households_is_shown_without_a_number() {
    let mut builder = small();
    builder.place("340604103", "丁镇", Some("340604")).share(
        "340604103",
        "visit_overdue_rate",
        "",
        (1.0, 50.0),
    );

    let chart = ranking_of(&builder.release(), code("340604"), "visit_overdue_rate", "").unwrap();

    assert_eq!(
        chart.table.rows,
        [
            ["1", "甲镇", "8.2%", "12/147", "4.7%–13.7%", ""],
            ["2", "丁镇", "2.0%", "1/50", "0.35%–10.5%", ""],
            ["—", "乙镇", "0.0%", "0/3", "0.0%–56.1%", "样本过小，不排序"],
            ["—", "丙镇", "—", "—", "—", "无数据"],
        ]
    );
    assert!(chart.svg.contains("无数据"));
}

#[test]
fn one_comparable_place_beside_small_samples_is_not_ranked() {
    let error = ranking_of(&small().release(), code("340604"), "visit_overdue_rate", "").unwrap_err();

    assert!(error.to_string().contains("样本过小"), "{error}");
}

#[test]
fn a_month_without_a_figure_is_a_gap_in_the_line() {
    let release = county(3);

    let chart = trend_of(&release, code("340604"), "visit_overdue_rate", "").unwrap();

    assert_eq!(chart.table.rows.len(), 24);
    assert_eq!(chart.table.rows[14][..2], ["2022-08", "无数据"]);
    assert_eq!(
        chart.svg.matches("<polyline").count(),
        2,
        "one line before the gap, one after it"
    );
    assert!(chart.svg.contains("均值±2.66×平均移动极差（23个月）"));
}

#[test]
fn three_months_have_no_control_limits_and_the_chart_says_so() {
    let chart = trend_of(&small().release(), code("340604"), "unresolved_households", "").unwrap();

    assert!(chart.svg.contains("有数据的月份3个，不足12个，不画控制限"));
    assert!(!chart.svg.contains("上限"));
}

#[test]
fn few_unresolved_households_hide_their_structure() {
    let mut builder = small();
    builder
        .share("340604100", "risk_share", "因病", (6.0, 12.0))
        .share("340604101", "risk_share", "因病", (1.0, 2.0))
        .share("340604102", "risk_share", "因病", (0.0, 0.0));

    let chart = heat_of(&builder.release(), code("340604")).unwrap();

    let illness: Vec<&str> = chart.table.rows.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(illness, ["50.0%", "<3", "—"]);
}

#[test]
fn a_count_has_no_line_of_reference_but_a_share_has() {
    let release = county(3);
    let place = code("340604");

    let counts = ranking_of(&release, place, "unresolved_households", "").unwrap();
    let shares = ranking_of(&release, place, "unresolved_share", "").unwrap();

    assert!(!counts.svg.contains("class=\"reference\""));
    assert!(shares.svg.contains("class=\"reference\""));
}

#[test]
fn a_ratio_is_not_taken_for_a_small_sample() {
    let mut builder = small();
    builder.persons("340604100", "location_quotient", (0.5, 0.25));

    let mut release = builder.release();
    let chart = ranking_of(&release, code("340604"), "location_quotient", "").unwrap();

    assert_eq!(chart.table.rows[0][1..4], ["甲镇", "2.0倍", "50.0%/25.0%"]);
    release.definitions.clear();
    let error = ranking_of(&release, code("340604"), "location_quotient", "").unwrap_err();
    assert_eq!(error.to_string(), "本次发布中没有指标“location_quotient”");
}

#[test]
fn what_cannot_be_drawn_is_said_in_a_sentence() {
    let mut empty = Builder::new("2023-05-31");
    empty
        .place("340604", "烈山区", None)
        .place("340604100", "甲镇", Some("340604"))
        .place("340604100001", "甲一村", Some("340604100"));
    let release = empty.release();

    assert_eq!(
        refusals(&release, "340604"),
        [
            "ranking: 烈山区没有“逾期走访率”的数据",
            "trend: 烈山区没有“逾期走访率”的数据",
            "heat: 烈山区没有“风险类型占比”的数据",
            "tiles: 烈山区没有“未消除占比”的数据",
        ]
    );
    assert_eq!(
        refusals(&release, "340604100001")[0],
        "ranking: “甲一村”之下没有下级区划，无法分地区比较"
    );
    assert_eq!(
        refusals(&release, "450222")[3],
        "tiles: 本次发布中没有区划代码为 450222000000 的地方"
    );
}

#[test]
fn markup_in_a_place_name_is_drawn_as_text() {
    let mut builder = small();
    builder.place("340604103", "<script>&\"镇", Some("340604")).share(
        "340604103",
        "visit_overdue_rate",
        "",
        (3.0, 30.0),
    );

    let chart = ranking_of(&builder.release(), code("340604"), "visit_overdue_rate", "").unwrap();

    assert!(!chart.svg.contains("<script"));
    assert!(chart.svg.contains("&lt;script&gt;&amp;&quot;镇"));
    png(&chart.svg, 1.0).unwrap();
}

#[test]
fn the_png_is_twice_the_size_and_the_same_twice() {
    let chart = tiles_of(&county(3), code("340604"), "unresolved_share").unwrap();

    let picture = png(&chart.svg, 2.0).unwrap();

    assert_eq!(picture[1..4], *b"PNG");
    // Width and height stand in the first chunk: 480 pixels at scale 2.
    assert_eq!(picture[16..20], 960u32.to_be_bytes());
    assert_eq!(picture, png(&chart.svg, 2.0).unwrap());
    assert!(png(&chart.svg, 0.0).is_err());
    assert!(png("not a picture", 1.0).is_err());
}
