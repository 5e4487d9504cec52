//! The same data as CSV and as JSON.

use axum::http::StatusCode;
use serde_json::Value;

use crate::app::{SMALL, app, get};
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
