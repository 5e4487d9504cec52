//! The same data as CSV and as JSON.

use axum::http::{StatusCode, header};
use dashboard::pages::PAGES;
use serde_json::Value;

use crate::app::{Answer, SMALL, app, get};
use crate::pages::ADDRESSES;
use crate::{county, desk};

#[tokio::test]
async fn a_name_with_markup_or_a_formula_stays_a_name() {
    let app = app();

    let page = get(&app, "/region/340604100200").await.text;
    let file = get(&app, "/region/340604100200.csv").await.text;

    assert!(!page.contains("<b>村"));
    assert!(file.contains("\"'=HYPERLINK(\"\"x\"\")<b>村\""), "{file}");
}

#[tokio::test]
async fn every_address_of_the_navigation_answers_as_a_file_too() {
    let app = app();
    for page in PAGES {
        for ending in [".csv", ".json"] {
            let answer = get(&app, &format!("{}{ending}", page.path)).await;

            if page.path == "/region" {
                let place = format!("/region/340604000000{ending}");
                assert_eq!(answer.headers[header::LOCATION], place);
                continue;
            }
            assert_eq!(answer.status, StatusCode::OK, "{}{ending}", page.path);
            let has_mark = answer.text.starts_with('\u{feff}');
            assert_eq!(has_mark, ending == ".csv", "{}{ending}", page.path);
        }
    }
}

#[tokio::test]
async fn every_page_links_to_its_files_and_both_hold_the_same_rows() {
    let app = app();
    for (address, _) in ADDRESSES {
        let files = files(&get(&app, address).await.text);
        assert!(!files.is_empty(), "{address} has no file");
        let path = address.split('?').next().unwrap();
        assert!(
            files[0].0.starts_with(&format!("{path}.csv")),
            "{address}: {files:?}"
        );
        for (csv, json) in files {
            is_one_table(&get(&app, &csv).await, &get(&app, &json).await, &csv);
        }
    }
}

/// The pairs of links to CSV and JSON that a page holds.
fn files(page: &str) -> Vec<(String, String)> {
    let href = |rest: &str| {
        rest.split('"')
            .next()
            .expect("an address")
            .replace("&amp;", "&")
            .replace("&#38;", "&")
    };
    page.split("<p class=\"files\">")
        .skip(1)
        .map(|rest| {
            let mut links = rest.split("href=\"").skip(1).map(href);
            (links.next().expect("the CSV"), links.next().expect("the JSON"))
        })
        .collect()
}

/// Whether both files hold the same rows, field by field.
fn is_one_table(csv: &Answer, json: &Answer, address: &str) {
    assert_eq!(
        (csv.status, json.status),
        (StatusCode::OK, StatusCode::OK),
        "{address}"
    );
    let rows: Vec<Value> = serde_json::from_str(&json.text).expect("rows");
    let mut lines = csv
        .text
        .strip_prefix('\u{feff}')
        .expect("a byte order mark")
        .split_terminator("\r\n");
    let names: Vec<&str> = lines.next().expect("the names").split(',').collect();
    let lines: Vec<Vec<String>> = lines.map(fields).collect();
    assert_eq!(lines.len(), rows.len(), "{address}");
    for (line, row) in lines.iter().zip(&rows) {
        assert_eq!(
            (line.len(), row.as_object().expect("an object").len()),
            (names.len(), names.len())
        );
        for (name, field) in names.iter().zip(line) {
            assert!(
                is_same(field, &row[*name]),
                "{address} {name}: {field} and {}",
                row[*name]
            );
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
async fn the_file_of_an_indicator_holds_every_place_and_the_months_before() {
    let release = county::release(SMALL, desk::CURRENT, county::as_of());
    let name = "visit_overdue_rate";

    let answer = get(&app(), &format!("/indicators/{name}.json")).await;

    let rows: Vec<Value> = serde_json::from_str(&answer.text).unwrap();
    let today = county::as_of().to_string();
    let (now, past): (Vec<&Value>, Vec<&Value>) = rows.iter().partition(|row| row["as_of"] == today.as_str());
    let places = release
        .places()
        .filter(|place| release.figure(place.code, name, "").is_some());
    assert_eq!(now.len(), places.count());
    assert!(rows.iter().all(|row| row["indicator"] == name));
    assert!(!past.is_empty());
    assert!(
        past.iter().all(|row| row["region_code"] == "340604000000"),
        "{past:?}"
    );
}

#[tokio::test]
async fn the_catalogue_holds_every_indicator_and_every_rule() {
    let release = county::release(SMALL, desk::CURRENT, county::as_of());

    let answer = get(&app(), "/indicators.json").await;

    let rows: Vec<Value> = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(rows.len(), release.definitions.len() + release.rules.len());
    let row = rows
        .iter()
        .find(|row| row["name"] == "visit_overdue_rate")
        .unwrap();
    assert_eq!(
        (&row["kind"], &row["unit"], &row["better"], &row["denominator"]),
        (
            &"indicator".into(),
            &"share".into(),
            &"lower".into(),
            &"应走访户数".into()
        )
    );
}
