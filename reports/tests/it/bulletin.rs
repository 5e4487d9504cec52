//! The monthly bulletin: its headings, its sentences worked out by hand, its annexes, and what it refuses.

use domain::period::Month;
use domain::release::Release;
use domain::signal::{Signal, Signals, Stream, Tier, WatchedStream};
use reports::document::{Block, Document, Table};
use reports::packs::{PackError, monthly};

use crate::county::county;
use crate::fixture::{Builder, code, day, small};

fn month(text: &str) -> Month {
    text.parse().expect("the tests write valid months")
}

fn bulletin(release: &Release, region: &str) -> Document {
    monthly(release, code(region), month("2023-05"), None).expect("the release has figures for the place")
}

fn headings(document: &Document) -> Vec<&str> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { text } => Some(text.as_str()),
            Block::Annex { title, .. } => Some(title.as_str()),
            _ => None,
        })
        .collect()
}

fn paragraphs(document: &Document) -> Vec<&str> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
            _ => None,
        })
        .collect()
}

fn tables(document: &Document) -> Vec<&Table> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
        .collect()
}

#[test]
fn sections_are_numbered_without_a_gap_and_what_the_release_lacks_is_left_out() {
    assert_eq!(
        headings(&bulletin(&small().release(), "340604")),
        [
            "一、总体情况",
            "二、动态变化",
            "三、风险结构与集中区域",
            "四、帮扶措施落实",
            "五、走访履职",
            "六、合规异常",
            "主要指标表（分乡镇）",
            "逾期走访汇总",
            "指标口径说明",
        ]
    );
    assert_eq!(
        headings(&bulletin(&county(3), "340604"))[3..8],
        [
            "四、预警线索办理",
            "五、帮扶措施落实",
            "六、走访履职",
            "七、数据质量",
            "八、合规异常"
        ]
    );
}

#[test]
fn the_sentences_say_the_figures_of_the_release() {
    // Worked out by hand from `fixture::small`. Wilson: 150/400 gives 32.9 %–42.3 %, 12/150 gives 4.6 %–13.5 %.
    assert_eq!(
        paragraphs(&bulletin(&small().release(), "340604")),
        [
            "现将烈山区2023年5月防止返贫监测帮扶工作情况通报如下。",
            "截至2023年5月31日，烈山区共有农户20,000户70,000人，累计识别监测对象400户1,200人。监测发生率（户）为2.0%（400/20,000，95%区间1.8%–2.2%）。监测对象中，脱贫不稳定户200户620人、边缘易致贫户150户430人、突发严重困难户50户150人。",
            "尚未消除风险的监测对象150户430人，户数比上月末减少3户，比上年同月末增加30户。未消除占比为37.5%（150/400，95%区间32.9%–42.3%）。未消除监测户数变化趋势见图1。",
            "风险消除率（人）为64.2%（770/1,200）；风险消除率（户）为62.5%（250/400，95%区间57.7%–67.1%）；风险消除率（可消除口径，户）为78.1%（250/320，95%区间73.3%–82.3%）。按户计算的风险消除率比上月末上升1.1个百分点，上年同月末无数据。",
            "5月新识别监测对象6户次，比上月减少3户次，与上年同月持平；新消除风险9户次。近12个月再识别率为0.80%（2/250，95%区间0.22%–2.9%）。当月新识别变化趋势见图2。",
            "未消除监测户的风险类型无数据。",
            "未消除监测户数为0，不计算帮扶措施覆盖率；开发式帮扶落实率无数据；帮扶措施逾期明确率无数据。",
            "逾期走访率为8.0%（12/150，95%区间4.6%–13.5%），比上月下降4.0个百分点，上年同月无数据。按村汇总的逾期走访情况见附件2。逾期走访率变化趋势见图3。",
            "认定整程超时率无数据；公示天数不足率无数据。按12条规则检查，现有异常3条，涉及2个村（社区）。",
        ]
    );
}

#[test]
fn overdue_visits_are_counted_by_village_and_name_no_household() {
    let document = bulletin(&small().release(), "340604");

    let overdue = tables(&document)
        .into_iter()
        .find(|table| table.caption.ends_with("各村逾期走访情况"))
        .unwrap();

    assert_eq!(
        overdue.rows,
        [
            ["甲镇", "甲一村", "80", "9", "45"],
            ["甲镇", "甲二村", "67", "3", "—"]
        ]
    );
    assert!(!serde_json::to_string(&document).unwrap().contains("H1"));
}

#[test]
fn annex_1_has_a_row_for_each_town_and_the_whole_last() {
    let document = bulletin(&small().release(), "340604");
    let rates = tables(&document)
        .into_iter()
        .find(|table| table.caption.ends_with("比率"))
        .unwrap();
    let overdue = rates
        .columns
        .iter()
        .position(|column| column.head == "逾期走访率")
        .unwrap();

    let cells: Vec<[&str; 2]> = rates
        .rows
        .iter()
        .map(|row| [row[0].as_str(), row[overdue].as_str()])
        .collect();

    assert_eq!(
        cells,
        [
            ["甲镇", "8.2%\n12/147"],
            ["乙镇", "—\n0/3"],
            ["丙镇", "—"],
            ["合计", "8.0%\n12/150"]
        ]
    );
}

#[test]
fn every_indicator_named_in_the_text_is_defined_in_annex_3() {
    let release = county(3);
    let document = bulletin(&release, "340604");
    let last = tables(&document).into_iter().next_back().unwrap();
    let defined: Vec<&str> = last.rows.iter().map(|row| row[0].as_str()).collect();
    let text = paragraphs(&document).concat();
    let heads: Vec<&str> = tables(&document)
        .into_iter()
        .flat_map(|table| &table.columns)
        .map(|column| column.head.as_str())
        .collect();

    for definition in &release.definitions {
        let is_named =
            text.contains(&format!("{}为", definition.title)) || heads.contains(&definition.title.as_str());
        assert!(
            !is_named || defined.contains(&definition.title.as_str()),
            "{}",
            definition.name
        );
    }
    assert!(defined.len() > 15);
}

#[test]
fn a_month_that_is_not_over_is_not_compared() {
    let mut builder = Builder::new("2023-05-15");
    builder
        .place("340604", "烈山区", None)
        .count("340604", "newly_identified", "", 2.0)
        .count_on(day("2023-04-30"), "340604", "newly_identified", "", 9.0);

    let document = bulletin(&builder.release(), "340604");

    let movement = paragraphs(&document)
        .into_iter()
        .find(|text| text.starts_with("5月新识别"))
        .unwrap();
    assert_eq!(
        movement,
        "5月新识别监测对象2户次；新消除风险无数据。数据截至2023年5月15日，当月尚未结束，不作比较。近12个月再识别率无数据。当月新识别变化趋势见图1。"
    );
}

#[test]
fn a_town_and_a_village_have_bulletins_of_their_own() {
    let release = county(3);

    let town = bulletin(&release, "340604100");
    let village = bulletin(&release, "340604100201");

    assert!(headings(&town).contains(&"主要指标表（分村）"));
    assert_eq!(town.meta.title(), "宋疃镇2023年5月防止返贫监测帮扶工作月报");
    assert!(
        paragraphs(&town)
            .iter()
            .any(|text| text.contains("本次发布（烈山区全部数据）应收源数据"))
    );
    assert!(!headings(&village).is_empty());
}

fn stream(state: &str, remark: &str) -> WatchedStream {
    WatchedStream {
        region_code: code("340604"),
        stream: Stream::Warning,
        slice: String::new(),
        state: state.to_owned(),
        weeks: 9,
        events: 9,
        judged_to: None,
        completeness: None,
        budget_share: 0.4,
        remark: remark.to_owned(),
    }
}

#[test]
fn signals_are_counted_by_colour_and_what_could_not_be_judged_is_said() {
    let signal = Signal {
        as_of: day("2023-05-31"),
        signal: "S6-z1".to_owned(),
        region_code: code("340604100001"),
        level: "village".to_owned(),
        window_days: None,
        observed: Some(12.0),
        expected: None,
        p_value: None,
        tier: Tier::Orange,
        consultation: 2,
        evidence: "报告水旱，影响12户。".to_owned(),
        stream: Stream::Hazard,
        slice: "水旱".to_owned(),
        zone: "event".to_owned(),
        zone_villages: vec![],
        households: None,
        contributing: None,
        rest: None,
        lower: None,
        upper: None,
        rule: "disaster".to_owned(),
        limits: String::new(),
        standard: "default".to_owned(),
        valid_from: day("2021-01-01"),
        window_ended_on: day("2023-05-28"),
        opened_on: day("2023-05-30"),
        renewed_on: day("2023-05-28"),
        closed_on: None,
        state: "open".to_owned(),
        acknowledged_by: String::new(),
        handled: String::new(),
    };
    let signals = Signals {
        list: vec![signal],
        streams: vec![stream("too_short", "历史只有9周")],
        ..Signals::default()
    };
    let mut release = small().release();
    release.signals = signals;

    let county = bulletin(&release, "340604");
    let other = bulletin(&release, "340604101");

    assert_eq!(headings(&county)[3], "四、预警信号与规模性返贫风险");
    let said = paragraphs(&county);
    let counted = said
        .iter()
        .find(|text| text.contains("未关闭的预警信号"))
        .unwrap();
    assert!(
        counted.starts_with("未关闭的预警信号共1个，其中红色0个、橙色1个、黄色0个、蓝色0个"),
        "{counted}"
    );
    assert!(
        counted.contains("未能判断的有部门预警（历史只有9周）"),
        "{counted}"
    );
    assert!(
        said.iter()
            .any(|text| text.starts_with("甲一村（橙）：报告水旱，影响12户。第二层级")),
        "{said:?}"
    );
    let table = tables(&county)
        .into_iter()
        .find(|table| table.caption.ends_with("未关闭的预警信号"))
        .unwrap();
    assert_eq!(
        table.rows,
        [[
            "橙",
            "甲一村",
            "外部事件影响户数（水旱）",
            "2023-05-30",
            "尚未知悉"
        ]]
    );
    assert!(
        paragraphs(&other)
            .iter()
            .any(|text| text.contains("没有未关闭的预警信号"))
    );
}

#[test]
fn another_month_an_unknown_place_and_a_place_without_figures_are_refused() {
    let release = small().release();
    let refused =
        |region: &str, asked: &str| monthly(&release, code(region), month(asked), None).unwrap_err();

    assert_eq!(
        refused("340604", "2023-04").to_string(),
        "a release of 2023-05-31 gives the bulletin of 2023-05, not of 2023-04: publish a release of that month"
    );
    assert!(matches!(refused("4502", "2023-05"), PackError::UnknownPlace(_)));
    assert!(matches!(
        refused("340604102", "2023-05"),
        PackError::NoFigures { .. }
    ));
}

#[test]
fn simulated_data_are_called_simulated() {
    let document = bulletin(&small().release(), "340604");

    assert!(document.meta.masthead.mark.contains("模拟数据"));
    assert!(document.blocks.iter().any(|block| matches!(
        block,
        Block::Paragraph(paragraph) if paragraph.note.as_ref().is_some_and(|note| note.contains("均属虚构"))
    )));
}
