//! The router, called without a socket.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use dashboard::router;
use domain::release::Release;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::county::Shape;
use crate::desk;

/// Three towns of three villages.
pub(crate) const SMALL: Shape = Shape {
    towns: 3,
    villages_per_town: 3,
    months: 3,
};

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

pub(crate) async fn call(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a body in memory");
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.into()).expect("UTF-8"),
    }
}

pub(crate) async fn get(app: &Router, address: &str) -> Answer {
    let request = Request::get(address).body(Body::empty());
    call(app, request.expect("an address")).await
}

pub(crate) fn app() -> Router {
    router(desk::desk(SMALL))
}

/// The pages over this release, or over none yet.
pub(crate) fn over(current: Option<Release>, shape: Shape) -> Router {
    router(desk::over(watch::channel(current.map(Arc::new)).1, shape))
}
