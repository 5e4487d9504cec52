//! What every answer carries: a policy that allows no script at all, and a tag by which an unchanged page costs no transfer.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::desk::Desk;
use crate::error::PageError;
use crate::shelf::{Kept, Key};
use crate::style::hash;

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Larger answers go out untagged; no page or file of a county comes near it.
const TAGGED_BYTES_MAX: usize = 64 << 20;

const SECURITY: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=()",
    ),
];

/// The security headers, on every answer, errors included.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = if is_local(request.headers()) {
        next.run(request).await
    } else {
        PageError::NotLocal.into_response()
    };
    for (name, value) in SECURITY {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether the request was meant for this machine. Without a sign-in, a foreign page that points its own name at 127.0.0.1 could
/// read everything through the reader's browser; the `Host` it sends gives it away.
fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST) else {
        return true;
    };
    let Ok(host) = host.to_str() else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_loopback = |address: std::net::IpAddr| address.to_canonical().is_loopback();
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(is_loopback)
}

/// A tag of the content on every answer, 304 to a reader who holds the same, and no second drawing of a page that was drawn before.
pub(crate) async fn tagged(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let held = request.headers().get(header::IF_NONE_MATCH).cloned();
    let key = key(&desk, &request);
    let found = || key.as_ref().and_then(|key| desk.shelf.find(key));
    if let Some(kept) = found() {
        return answer(&kept, held.as_ref());
    }
    // Of several readers who ask for the same page at once, the first draws it and the others wait.
    let turn = key.as_ref().map(|key| desk.shelf.turn(key));
    let _drawing = match &turn {
        Some(turn) => Some(turn.lock().await),
        None => None,
    };
    if let Some(kept) = found() {
        return answer(&kept, held.as_ref());
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || response.headers().contains_key(header::CACHE_CONTROL) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = match to_bytes(body, TAGGED_BYTES_MAX).await {
        Ok(body) => body,
        Err(error) => return PageError::Broken(error.into()).into_response(),
    };
    let tag = HeaderValue::from_str(&format!("\"{}\"", hash(&body)));
    parts
        .headers
        .insert(header::ETAG, tag.expect("hexadecimal digits in quotes"));
    parts.headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    let kept = Arc::new(Kept {
        headers: parts.headers,
        body,
    });
    // A release that was published while the page was drawn is no reason to keep the page under the name of the one before.
    if let Some(key) = key.filter(|key| current_id(&desk).as_ref() == Some(&key.release_id)) {
        desk.shelf.keep(key, Arc::clone(&kept));
    }
    answer(&kept, held.as_ref())
}

/// The name under which the answer may be kept; none for the page, and its files, that also tell what the office does right now.
fn key(desk: &Desk, request: &Request) -> Option<Key> {
    let is_read = request.method() == Method::GET || request.method() == Method::HEAD;
    let is_kept = is_read && !request.uri().path().starts_with("/release");
    is_kept.then_some(Key {
        release_id: current_id(desk)?,
        address: request.uri().path_and_query()?.to_string(),
    })
}

fn current_id(desk: &Desk) -> Option<String> {
    desk.current().map(|release| release.id.release_id.clone())
}

fn answer(kept: &Kept, held: Option<&HeaderValue>) -> Response {
    let tag = kept.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let is_held = held.and_then(|held| held.to_str().ok()).is_some_and(|held| {
        held.split(',')
            .any(|one| Some(one.trim().trim_start_matches("W/")) == tag)
    });
    let (status, body) = if is_held {
        (StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        (StatusCode::OK, Body::from(kept.body.clone()))
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = kept.headers.clone();
    response
}
