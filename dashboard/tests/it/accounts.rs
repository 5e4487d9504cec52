//! `/changes`: every total is explained by a list, and every number leads to its own.

use axum::http::StatusCode;
use serde_json::Value;

use crate::app::{SMALL, app, get};
use crate::{county, desk};

/// How many rows the list at this address has.
async fn rows(app: &axum::Router, address: &str) -> usize {
    let file = address
        .replace("/changes?", "/changes.json?")
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    let answer = get(app, file.split('#').next().expect("an address")).await;
    assert_eq!(answer.status, StatusCode::OK, "{file}");
    let rows: Vec<Value> = serde_json::from_str(&answer.text).expect("rows");
    rows.len()
}

#[tokio::test]
async fn the_list_of_a_ledger_and_a_way_is_as_long_as_the_account_says() {
    let app = app();
    let release = county::release(SMALL, desk::CURRENT, county::as_of());
    for region in ["340604", "340604101", "340604102200"] {
        let place = county::code(region);
        for account in release.quality.accounts_of(place) {
            let list = format!("/changes?region={place}&ledger={}", account.ledger);

            let came_in = rows(&app, &format!("{list}&direction=in")).await;
            let went_out = rows(&app, &format!("{list}&direction=out")).await;

            let told = (account.came_in, account.went_out);
            assert_eq!(
                (came_in.to_string(), went_out.to_string()),
                (told.0.to_string(), told.1.to_string()),
                "{list}"
            );
        }
    }
}

#[tokio::test]
async fn every_number_of_the_reasons_leads_to_a_list_of_so_many() {
    let app = app();
    let page = get(&app, "/changes").await.text;
    let links: Vec<(&str, &str)> = page
        .split("<a class=\"amount\" href=\"")
        .skip(1)
        .map(|rest| {
            let href = rest.split('"').next().unwrap();
            let number = rest.split('>').nth(1).unwrap().split('<').next().unwrap();
            (href, number.trim_start_matches(['+', '−']))
        })
        .collect();

    assert!(links.len() > 8, "{links:?}");
    for (href, number) in links {
        assert_eq!(rows(&app, href).await.to_string(), number, "{href}");
    }
}

#[tokio::test]
async fn a_difference_that_no_household_explains_is_said_and_a_word_that_is_none_is_refused() {
    let mut release = county::release(SMALL, desk::CURRENT, county::as_of());
    let home = county::code("340604");
    let account = release
        .quality
        .accounts
        .iter_mut()
        .find(|account| account.region_code == home && account.ledger == "监测户")
        .unwrap();
    account.ours += 3;
    account.difference = 3;
    let app = crate::app::over(Some(release), SMALL);

    let page = get(&app, "/changes").await.text;
    let refused = get(&app, "/changes?reason=不存在").await;

    assert!(page.contains("监测户比逐户加减多3户，多少的户没有说明"), "{page}");
    assert!(page.contains("不符</span>多3户"));
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}
