//! Which address leads to which page.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;

use crate::desk::Desk;
use crate::error::PageError;
use crate::pages::{findings, indicators, overview, region, release, risk, visits};
use crate::reading::{Form, Reading};
use crate::{headers, style};

/// A page that is also a file.
type Show = fn(&Reading, Form) -> Result<Response, PageError>;

const FILED: [(&str, Show); 3] = [
    ("/risk", risk::show),
    ("/visits", visits::show),
    ("/findings", findings::show),
];

const FORMS: [(&str, Form); 3] = [("", Form::Page), (".csv", Form::Csv), (".json", Form::Json)];

/// All pages over one desk.
pub fn router(desk: Desk) -> Router {
    let desk = Arc::new(desk);
    let mut router = Router::new()
        .route("/", get(overview::show))
        .route("/region", get(region::home))
        .route("/region/{code}", get(region::show))
        .route("/indicators", get(indicators::catalogue))
        .route("/indicators/{name}", get(indicators::show))
        .route("/release", get(release::show))
        .route(style::address(), get(style::sheet));
    for (path, show) in FILED {
        for (extension, form) in FORMS {
            let page = async move |reading: Reading| show(&reading, form);
            router = router.route(&format!("{path}{extension}"), get(page));
        }
    }
    router
        .layer(from_fn_with_state(Arc::clone(&desk), headers::tagged))
        .route("/health", get(async || "ok"))
        .fallback(async || PageError::UnknownPage)
        .method_not_allowed_fallback(async || PageError::ReadOnly)
        .layer(from_fn(headers::secure))
        .with_state(desk)
}
