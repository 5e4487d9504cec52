//! What every answer carries, and what is answered when there is no page.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use dashboard::pages::PAGES;
use dashboard::{Desk, LoadError, LoadRelease, Office, RunRow, router};
use tokio::sync::watch;

use crate::app::{SMALL, app, call, get, over};
use crate::{county, desk, markup};

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
            "/indicators/nothing.csv",
            StatusCode::NOT_FOUND,
            "没有名为“nothing”的指标",
        ),
        (
            "/release.csv?table=nothing",
            StatusCode::BAD_REQUEST,
            "table=nothing 无法理解",
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
async fn every_answer_forbids_scripts_and_frames() {
    let app = app();
    for address in ["/", "/.json", "/risk.csv", "/release.csv", "/nowhere", "/health"] {
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
async fn what_the_office_does_is_told_anew_each_time() {
    let release = county::release(SMALL, desk::CURRENT, county::as_of());
    let (_, current) = watch::channel(Some(Arc::new(release)));
    let (office, watched) = watch::channel(Office::default());
    let load: LoadRelease = Arc::new(|id| Box::pin(async { Err(LoadError::Unknown(id)) }));
    let app = router(Desk::new(current, load, watched));
    let runs = "/release.csv?table=runs";
    assert_eq!(get(&app, runs).await.text.lines().count(), 1);

    let run = RunRow {
        run_id: "r-0094".to_owned(),
        job: "nightly".to_owned(),
        slot: "2023-06-01".to_owned(),
        state: "running".to_owned(),
        started_at: None,
        finished_at: None,
        message: String::new(),
    };
    office
        .send(Office {
            runs: vec![run],
            ..Office::default()
        })
        .unwrap();

    assert!(get(&app, runs).await.text.contains("r-0094"));
    assert!(get(&app, "/release").await.text.contains("r-0094"));
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
    assert!(sheet.text.contains("@media print"));
    // A reader whose screen is dark prints black on white: page and charts know the dark only on screens.
    let (page, charts) = sheet.text.split_once("@media screen {").unwrap();
    assert_eq!(page.matches("prefers-color-scheme").count(), 1);
    assert!(page.contains("@media screen and (prefers-color-scheme: dark)"));
    assert!(charts.contains("prefers-color-scheme:dark"));
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
