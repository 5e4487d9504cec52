//! Which address leads to which page.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;

use crate::desk::Desk;
use crate::error::PageError;
use crate::pages::{findings, indicators, overview, region, release, risk, visits};
use crate::reading::Form;
use crate::{headers, style};

/// All pages over one desk.
pub fn router(desk: Desk) -> Router {
    Router::new()
        .route("/", get(overview::show))
        .route("/region", get(region::home))
        .route("/region/{code}", get(region::show))
        .route("/risk", get(|reading| risk::show(reading, Form::Page)))
        .route("/risk.csv", get(|reading| risk::show(reading, Form::Csv)))
        .route("/risk.json", get(|reading| risk::show(reading, Form::Json)))
        .route("/visits", get(|reading| visits::show(reading, Form::Page)))
        .route("/visits.csv", get(|reading| visits::show(reading, Form::Csv)))
        .route("/visits.json", get(|reading| visits::show(reading, Form::Json)))
        .route("/findings", get(|reading| findings::show(reading, Form::Page)))
        .route("/findings.csv", get(|reading| findings::show(reading, Form::Csv)))
        .route("/findings.json", get(|reading| findings::show(reading, Form::Json)))
        .route("/indicators", get(indicators::catalogue))
        .route("/indicators/{name}", get(indicators::show))
        .route("/release", get(release::show))
        .route(style::address(), get(style::sheet))
        // A HEAD answer is built from the GET answer inside the router, so tags and lengths agree.
        .layer(from_fn(headers::tagged))
        .route("/health", get(async || "ok"))
        .fallback(async || PageError::UnknownPage)
        .method_not_allowed_fallback(async || PageError::ReadOnly)
        .layer(from_fn(headers::secure))
        .with_state(Arc::new(desk))
}
