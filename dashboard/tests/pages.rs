//! The router, called without a socket: every page, in both forms, and everything that is not there.

#[path = "fixture/county.rs"]
mod county;
#[path = "fixture/desk.rs"]
mod desk;
#[path = "fixture/markup.rs"]
mod markup;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use county::Shape;
use dashboard::pages::PAGES;
use dashboard::router;
use domain::release::{FigureUnit, Release, ReleaseId, ReleaseParts};
use serde_json::Value;
use tokio::sync::watch;
use tower::ServiceExt as _;

/// Three towns of three villages.
const SMALL: Shape = Shape {
    towns: 3,
    villages_per_town: 3,
    months: 3,
};

/// Every address that has a page of its own, with a word that only this page says.
const ADDRESSES: [(&str, &str); 20] = [
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
    ("/release", "来源数据的去向"),
];

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

async fn call(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a body in memory");
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.into()).expect("UTF-8"),
    }
}

async fn get(app: &Router, address: &str) -> Answer {
    let request = Request::get(address).body(Body::empty());
    call(app, request.expect("an address")).await
}

fn app() -> Router {
    router(desk::desk(SMALL))
}

/// The pages over this release, or over none yet.
fn over(current: Option<Release>, shape: Shape) -> Router {
    router(desk::over(watch::channel(current.map(Arc::new)).1, shape))
}

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
async fn a_name_with_markup_or_a_formula_stays_a_name() {
    let app = app();

    let page = get(&app, "/region/340604100200").await.text;
    let file = get(&app, "/region/340604100200.csv").await.text;

    assert!(!page.contains("<b>村"));
    assert!(file.contains("\"'=HYPERLINK(\"\"x\"\")<b>村\""), "{file}");
}

#[tokio::test]
async fn the_files_of_a_page_hold_the_same_rows() {
    let app = app();
    for address in [
        "/region/340604000000",
        "/region/340604100202",
        "/risk",
        "/visits",
        "/findings?state=all",
    ] {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let csv = get(&app, &format!("{path}.csv?{query}")).await;
        let json = get(&app, &format!("{path}.json?{query}")).await;

        assert_eq!(
            (csv.status, json.status),
            (StatusCode::OK, StatusCode::OK),
            "{address}"
        );
        let rows: Vec<Value> = serde_json::from_str(&json.text).unwrap();
        let mut lines = csv
            .text
            .strip_prefix('\u{feff}')
            .unwrap()
            .split_terminator("\r\n");
        let names: Vec<&str> = lines.next().unwrap().split(',').collect();
        let lines: Vec<Vec<String>> = lines.map(fields).collect();
        assert_eq!(lines.len(), rows.len(), "{address}");
        for (line, row) in lines.iter().zip(&rows) {
            for (name, field) in names.iter().zip(line) {
                assert!(
                    is_same(field, &row[*name]),
                    "{address} {name}: {field} and {}",
                    row[*name]
                );
            }
        }
    }
}

/// One record of RFC 4180.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![];
    let mut field = String::new();
    let mut is_quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields.push(std::mem::take(&mut field)),
            other => field.push(other),
        }
    }
    fields.push(field);
    fields
}

/// Whether a field of the CSV says what the JSON says.
fn is_same(field: &str, value: &Value) -> bool {
    match value {
        Value::Null => field.is_empty(),
        Value::Number(number) => is_near(field.parse().ok(), number.as_f64()),
        Value::String(text) => field == text || field.strip_prefix('\'') == Some(text),
        _ => false,
    }
}

/// Equal but for the last binary digit, in which `serde_json` reads less exactly than it writes.
fn is_near(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * a.abs().max(1.0),
        (a, b) => a == b,
    }
}

#[tokio::test]
async fn a_region_file_holds_exactly_its_figures() {
    let release = county::release(SMALL, desk::CURRENT, county::as_of());

    let answer = get(&app(), "/region/340604.json").await;

    let rows: Vec<Value> = serde_json::from_str(&answer.text).unwrap();
    let figures = release.figures(county::code("340604"));
    assert_eq!(rows.len(), figures.len());
    for (row, figure) in rows.iter().zip(figures) {
        assert_eq!(row["indicator"], figure.indicator);
        assert!(is_near(row["value"].as_f64(), figure.value), "{row}");
        assert!(is_near(row["lower"].as_f64(), figure.lower), "{row}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_said_in_a_sentence_with_its_status() {
    let app = app();
    for (address, status, sentence) in [
        ("/nowhere", StatusCode::NOT_FOUND, "没有这个页面"),
        (
            "/region/110000000000",
            StatusCode::NOT_FOUND,
            "没有区划代码为“110000000000”的地方",
        ),
        ("/region/abc", StatusCode::NOT_FOUND, "没有区划代码为“abc”的地方"),
        ("/region/%ff", StatusCode::NOT_FOUND, "没有这个页面"),
        ("/region/110000000000.csv", StatusCode::NOT_FOUND, "没有区划代码"),
        (
            "/region/340604000000?by=nothing",
            StatusCode::NOT_FOUND,
            "没有名为“nothing”的指标",
        ),
        (
            "/visits?region=1",
            StatusCode::NOT_FOUND,
            "没有区划代码为“1”的地方",
        ),
        ("/visits?page=0", StatusCode::BAD_REQUEST, "page=0 无法理解"),
        (
            "/findings?rule=nothing",
            StatusCode::NOT_FOUND,
            "没有名为“nothing”的问题规则",
        ),
        (
            "/findings?state=nothing",
            StatusCode::BAD_REQUEST,
            "state=nothing 无法理解",
        ),
        (
            "/indicators/nothing",
            StatusCode::NOT_FOUND,
            "没有名为“nothing”的指标",
        ),
        (
            "/?release=20190101-0000-0000",
            StatusCode::NOT_FOUND,
            "没有编号为“20190101-0000-0000”的发布",
        ),
        (
            "/?release=../../etc",
            StatusCode::NOT_FOUND,
            "没有编号为“../../etc”的发布",
        ),
        (
            "/?release=20230331-0000-dead",
            StatusCode::SERVICE_UNAVAILABLE,
            "暂时读不出来",
        ),
    ] {
        let answer = get(&app, address).await;

        assert_eq!(answer.status, status, "{address}");
        assert!(answer.text.contains(sentence), "{address}: {}", answer.text);
        assert!(!answer.text.contains("parquet"), "{address} shows the cause");
        markup::read(&answer.text).unwrap();
    }
}

#[tokio::test]
async fn before_the_first_release_every_page_says_so() {
    let app = over(None, SMALL);
    for page in PAGES {
        let answer = get(&app, page.path).await;

        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.path);
        assert!(answer.text.contains("还没有任何发布"), "{}", page.path);
    }
    assert_eq!(get(&app, "/health").await.text, "ok");
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

#[tokio::test]
async fn every_answer_forbids_scripts_and_frames() {
    let app = app();
    for address in ["/", "/risk.csv", "/nowhere", "/health"] {
        let headers = get(&app, address).await.headers;

        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'"),
            "{address}"
        );
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{address}");
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer", "{address}");
    }
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    let app = app();
    let first = get(&app, "/").await;
    let tag = first.headers[header::ETAG].clone();

    let request = Request::get("/")
        .header(header::IF_NONE_MATCH, &tag)
        .body(Body::empty());
    let second = call(&app, request.unwrap()).await;

    assert_eq!(second.status, StatusCode::NOT_MODIFIED);
    assert!(second.text.is_empty());
    assert_eq!(second.headers[header::ETAG], tag);
}

#[tokio::test]
async fn a_new_release_is_shown_at_once_although_the_page_was_kept() {
    let release = |id: &str, as_of: &str| county::release(SMALL, id, as_of.parse().unwrap());
    let (current, watched) = watch::channel(Some(Arc::new(release("r1", "2023-04-30"))));
    let app = router(desk::over(watched, SMALL));
    for _ in 0..2 {
        assert!(get(&app, "/").await.text.contains("截至2023年4月30日"));
    }

    current.send(Some(Arc::new(release("r2", "2023-05-31")))).unwrap();

    assert!(get(&app, "/").await.text.contains("截至2023年5月31日"));
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let app = app();
    let get = get(&app, "/visits").await;

    let request = Request::builder()
        .method(Method::HEAD)
        .uri("/visits")
        .body(Body::empty());
    let head = call(&app, request.unwrap()).await;

    assert_eq!(head.status, StatusCode::OK);
    assert!(head.text.is_empty());
    assert_eq!(head.headers[header::ETAG], get.headers[header::ETAG]);
    assert_eq!(head.headers[header::CONTENT_LENGTH], get.text.len().to_string());
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_ever_under_the_address_of_its_content() {
    let app = app();
    let text = get(&app, "/").await.text;
    let address = text
        .split("rel=\"stylesheet\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();

    let sheet = get(&app, address).await;

    assert_eq!(sheet.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(
        sheet.headers[header::CACHE_CONTROL]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    assert!(sheet.text.contains("prefers-color-scheme: dark") && sheet.text.contains("@media print"));
    assert!(!sheet.text.contains("http"), "a style sheet that loads something");
}

#[tokio::test]
async fn a_page_only_reads() {
    let app = app();

    let answer = call(&app, Request::post("/release").body(Body::empty()).unwrap()).await;

    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.text.contains("只供阅读"));
}

#[tokio::test]
async fn a_request_for_another_host_is_refused() {
    let app = app();
    let status = async |host: &str| {
        let request = Request::get("/").header(header::HOST, host).body(Body::empty());
        call(&app, request.unwrap()).await.status
    };

    for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "LOCALHOST"] {
        assert_eq!(status(host).await, StatusCode::OK, "{host}");
    }
    for host in [
        "evil.example:8080",
        "192.168.1.5",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
    ] {
        assert_eq!(status(host).await, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
}
