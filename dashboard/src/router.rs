//! Which address leads to which page.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;

use crate::desk::Desk;
use crate::error::PageError;
use crate::pages::{
    changes, findings, indicators, inspection, overview, quality, region, release, risk, signals, time,
    visits,
};
use crate::reading::{Form, Reading};
use crate::{headers, style};

/// A page that is also a file.
type Show = fn(&Reading, Form) -> Result<Response, PageError>;

const SHOWN: [(&str, Show); 12] = [
    ("/", overview::show),
    ("/region", region::home),
    ("/changes", changes::show),
    ("/risk", risk::show),
    ("/time", time::show),
    ("/signals", signals::show),
    ("/visits", visits::show),
    ("/findings", findings::show),
    ("/inspection", inspection::show),
    ("/indicators", indicators::catalogue),
    ("/quality", quality::show),
    ("/release", release::show),
];

/// All pages over one desk.
pub fn router(desk: Desk) -> Router {
    let desk = Arc::new(desk);
    let mut router = Router::new()
        .route("/region/{code}", get(region::show))
        .route("/indicators/{name}", get(indicators::show))
        .route("/signals/{key}", get(signals::one))
        .route(style::address(), get(style::sheet));
    for (path, show) in SHOWN {
        for form in Form::ALL {
            let page = async move |reading: Reading| show(&reading, form);
            router = router.route(&format!("{path}{}", form.ending()), get(page));
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
