//! Every page: whole, safe, and saying what it must.

use axum::http::{StatusCode, header};
use dashboard::pages::PAGES;
use domain::change::Changes;
use domain::inspection::Inspection;
use domain::quality::Quality;
use domain::release::{FigureUnit, Release, ReleaseId, ReleaseParts};
use domain::signal::Signals;
use domain::spell::Spells;

use crate::app::{SMALL, app, get, over};
use crate::county::Shape;
use crate::{county, desk, markup};

/// Every address that has a page of its own, with a word that only this page says.
pub(crate) const ADDRESSES: [(&str, &str); 37] = [
    ("/", "需要处理"),
    ("/?by=measure_coverage", "各地比较"),
    ("/region/340000000000", "安徽省"),
    ("/region/340600000000", "淮北市"),
    ("/region/340604000000", "下级乡镇"),
    ("/region/340604000000?by=visit_overdue_rate", "恢复区划代码顺序"),
    ("/region/340604100000", "下级村"),
    ("/region/340604100200", "HYPERLINK"),
    ("/region/340604100202", "没有在册农户"),
    ("/risk", "区位商"),
    ("/risk?level=village&region=340604101000", "区位商"),
    ("/risk", "监测户明显偏少的村"),
    ("/time", "每100户中，识别后12个月内约有"),
    ("/time", "消除后12个月内约有"),
    ("/time", "条款 LS-27"),
    ("/time?region=340604101000", "从头观察的不足5户"),
    ("/changes", "账目逐户核对相符"),
    ("/changes?region=340604102000&ledger=脱贫户&page=1", "自宋疃第1村"),
    ("/changes?direction=out&reason=清退", "监测记录清退，不再计入"),
    ("/changes?release=20230430-0212-c3d4", "没有上期可比"),
    ("/inspection", "各项怎么算"),
    ("/inspection?region=340604101000", "与入围线无明显差异"),
    ("/signals", "监测了什么"),
    ("/signals?state=all&region=340604100000", "含近一年已关闭"),
    ("/signals/S1-a340604100000-2023w20", "达到的规则"),
    ("/signals/S6-z1", "不作统计推断"),
    ("/visits", "逾期户名单"),
    ("/visits?region=340604100202", "没有逾期未访的户"),
    ("/findings", "问题清单"),
    (
        "/findings?rule=workflow_overdue&state=all&region=340604101000",
        "认定程序超时",
    ),
    ("/findings?state=closed&page=2", "办结"),
    ("/indicators", "问题规则"),
    ("/indicators/visit_overdue_rate", "应走访户数"),
    ("/indicators/location_quotient", "全县占比"),
    ("/quality", "问题数据清单"),
    (
        "/quality?region=340604100202&dimension=不完整",
        "没有符合条件的问题数据",
    ),
    ("/release", "来源数据的去向"),
];

#[tokio::test]
async fn every_page_of_the_navigation_answers_and_says_where_it_is() {
    let app = app();
    for page in PAGES.iter().filter(|page| page.path != "/region") {
        let answer = get(&app, page.path).await;

        assert_eq!(answer.status, StatusCode::OK, "{}", page.path);
        let here = format!(
            "<a href=\"{}\" aria-current=\"page\">{}</a>",
            page.path, page.label
        );
        assert!(answer.text.contains(&here), "{}", page.path);
    }
    let answer = get(&app, "/region").await;
    assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(answer.headers[header::LOCATION], "/region/340604000000");
}

#[tokio::test]
async fn every_page_is_whole_markup_with_a_title_and_without_words_of_the_machine() {
    let app = app();
    for (address, word) in ADDRESSES {
        let answer = get(&app, address).await;

        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.text.contains(word), "{address} does not say {word}");
        let words = markup::read(&answer.text).unwrap_or_else(|fault| panic!("{address}: {fault}"));
        assert!(answer.text.contains("烈山区防返贫监测</title>"), "{address}");
        for machine in ["NaN", "null", "None", "Some(", "inf"] {
            assert!(!words.contains(machine), "{address} says {machine}");
        }
    }
}

#[tokio::test]
async fn what_a_card_says_on_a_narrow_screen_is_the_head_of_its_column() {
    let app = app();
    let mut cards = 0;
    for (address, _) in ADDRESSES {
        let text = get(&app, address).await.text;
        for table in text.split("<table class=\"").skip(1) {
            let (class, table) = table.split_once("\">").unwrap();
            if !class.split(' ').any(|one| one == "cards") {
                continue;
            }
            cards += 1;
            let (head, body) = table.split_once("</thead>").unwrap();
            let body = body.split("</table>").next().unwrap();
            for label in body.split("data-label=\"").skip(1) {
                let label = label.split('"').next().unwrap();
                assert!(head.contains(&format!(">{label}</th>")), "{address}: {label}");
            }
        }
    }
    assert!(cards > 10, "{cards}");
}

#[tokio::test]
async fn how_many_there_are_stands_before_what_share_of_them() {
    let app = app();
    for address in ["/region/340604000000", "/indicators"] {
        let words = markup::read(&get(&app, address).await.text).unwrap();
        let at = |word: &str| {
            words
                .find(word)
                .unwrap_or_else(|| panic!("{address} lacks {word}"))
        };

        assert!(at("农户数") < at("监测户数"), "{address}");
        assert!(at("未消除监测户数") < at("风险消除率（户）"), "{address}");
    }
}

#[tokio::test]
async fn a_reader_with_a_keyboard_gets_past_every_picture_to_its_table() {
    let text = get(&app(), "/region/340604000000").await.text;

    let pictures = text.matches("<div class=\"picture\"").count();
    let links = text.split("<a class=\"past\" href=\"#").skip(1);
    let ids: Vec<&str> = links.map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(pictures > 3);
    assert_eq!(ids.len(), pictures);
    for id in ids {
        let table = format!("<details class=\"table-of\" id=\"{id}\">");
        assert!(text.contains(&table), "{id}");
    }
}

#[tokio::test]
async fn nothing_is_loaded_from_elsewhere_and_nothing_runs() {
    let app = app();
    for (address, _) in ADDRESSES {
        let text = get(&app, address).await.text;

        for forbidden in [
            "<script",
            " style=",
            "<style",
            "src=\"http",
            "href=\"http",
            "onclick",
        ] {
            assert!(!text.contains(forbidden), "{address} holds {forbidden}");
        }
    }
}

#[tokio::test]
async fn a_release_without_anything_in_it_is_no_fault() {
    let empty = Release::new(ReleaseParts {
        id: ReleaseId {
            release_id: desk::CURRENT.to_owned(),
            as_of: county::as_of(),
            published_at: "2023-06-01 02:11:05".to_owned(),
            state: "published".to_owned(),
        },
        places: vec![],
        definitions: vec![],
        rules: vec![],
        figures: vec![],
        history: vec![],
        findings: vec![],
        landings: vec![],
        quality: Quality::default(),
        changes: Changes::default(),
        inspection: Inspection::default(),
        concentration: vec![],
        spells: Spells::default(),
        signals: Signals::default(),
    });
    let app = over(Some(empty), SMALL);
    for page in PAGES {
        let answer = get(&app, page.path).await;

        assert!(
            matches!(answer.status, StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE),
            "{} {}",
            page.path,
            answer.status
        );
        markup::read(&answer.text).unwrap();
    }
}

#[tokio::test]
async fn an_older_release_is_named_in_a_banner_and_every_link_keeps_it() {
    let app = app();
    let answer = get(&app, &format!("/findings?release={}", desk::OLDER)).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.contains("这不是最新数据"));
    assert!(answer.text.contains("数据截至2023年4月30日"));
    let links = answer
        .text
        .split("href=\"/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap());
    for link in links.filter(|link| !link.is_empty() && !link.starts_with("style-")) {
        assert!(link.contains(desk::OLDER), "/{link}");
    }
    assert!(
        answer
            .text
            .contains(&format!("name=\"release\" value=\"{}\"", desk::OLDER))
    );

    let current = get(&app, &format!("/?release={}", desk::CURRENT)).await;
    assert!(!current.text.contains("这不是最新数据"));
}

#[tokio::test]
async fn absent_is_a_dash_with_its_reason_and_never_zero() {
    let mut parts = parts();
    for figure in &mut parts.figures {
        match figure.indicator.as_str() {
            "visit_overdue_rate" => {
                figure.numerator = Some(0.0);
                figure.denominator = Some(0.0);
                figure.value = None;
                (figure.lower, figure.upper) = (None, None);
            }
            "measure_coverage" => {
                figure.numerator = Some(2.0);
                figure.denominator = Some(3.0);
                figure.value = Some(2.0 / 3.0);
            }
            _ => {}
        }
    }
    parts.figures.retain(|figure| {
        figure.indicator != "unresolved_households" || figure.region_code == county::code("3406")
    });
    let app = over(Some(Release::new(parts)), SMALL);

    let words = markup::read(&get(&app, "/region/340600000000").await.text).unwrap();
    let county = markup::read(&get(&app, "/").await.text).unwrap();

    assert!(words.contains("逾期走访率 分母为0 — 0/0"), "{words}");
    assert!(words.contains("帮扶措施覆盖率 样本过小 66.7% 2/3"), "{words}");
    assert!(county.contains("未消除监测户数 — 无数据"), "{county}");
}

/// The parts of the small county, to be changed by a test.
fn parts() -> ReleaseParts {
    let release = county::release(SMALL, desk::CURRENT, county::as_of());
    let places: Vec<_> = release.places().cloned().collect();
    ReleaseParts {
        id: release.id.clone(),
        figures: places
            .iter()
            .flat_map(|place| release.figures(place.code))
            .cloned()
            .collect(),
        history: vec![],
        findings: release.findings(county::code("34")).cloned().collect(),
        definitions: release.definitions.clone(),
        rules: release.rules.clone(),
        landings: release.landings.clone(),
        quality: release.quality.clone(),
        changes: release.changes.clone(),
        inspection: release.inspection.clone(),
        concentration: release.concentration.clone(),
        spells: release.spells.clone(),
        signals: release.signals.clone(),
        places,
    }
}

#[tokio::test]
async fn a_figure_stands_with_its_fraction_interval_day_profile_and_definition() {
    let text = get(&app(), "/").await.text;
    let release = county::release(SMALL, desk::CURRENT, county::as_of());
    let figure = release
        .figure(county::code("340604"), "visit_overdue_rate", "")
        .unwrap();

    let words = markup::read(&text).unwrap();

    let fraction = reports::number::fraction(figure, FigureUnit::Share).unwrap();
    let interval = reports::number::interval(figure.lower, figure.upper, FigureUnit::Share).unwrap();
    assert!(
        words.contains(&format!(
            "{fraction} 逾期未走访户数 ÷ 应走访户数 95% 区间 {interval}"
        )),
        "{words}"
    );
    assert!(words.contains("截至2023年5月31日 政策 LS"));
    assert!(text.contains("<a href=\"/indicators/visit_overdue_rate\">逾期走访率</a>"));
}

#[tokio::test]
async fn villages_are_listed_by_the_bound_and_not_by_the_rate() {
    let shape = Shape {
        towns: 6,
        villages_per_town: 6,
        months: 1,
    };
    let release = county::release(shape, desk::CURRENT, county::as_of());
    let app = over(Some(release.clone()), shape);

    let text = get(&app, "/visits").await.text;

    let table = text
        .split("逾期最突出的村")
        .nth(1)
        .unwrap()
        .split("</table>")
        .next()
        .unwrap();
    let codes = table
        .split("<a href=\"/region/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap());
    let lowers: Vec<f64> = codes
        .map(|code| {
            release
                .figure(county::code(code), "visit_overdue_rate", "")
                .unwrap()
                .lower
                .unwrap()
        })
        .collect();
    assert!(lowers.len() > 5, "{lowers:?}");
    assert!(lowers.is_sorted_by(|a, b| a >= b), "{lowers:?}");
}
