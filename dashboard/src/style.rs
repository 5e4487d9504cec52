//! The one style sheet: served from memory, its address holds a hash of its text, so that browsers keep it for ever.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

struct Sheet {
    text: String,
    address: String,
}

static SHEET: LazyLock<Sheet> = LazyLock::new(|| {
    // On paper the charts keep the colours that stand in their elements: black on white, whatever the reader's screen looks like.
    let charts = reports::svg::css();
    let text = format!(
        "{}\n@media screen {{\n{charts}}}\n",
        include_str!("../static/style.css")
    );
    let address = format!("/style-{}.css", hash(text.as_bytes()));
    Sheet { text, address }
});

/// `/style-0f3a….css`
pub(crate) fn address() -> &'static str {
    &SHEET.address
}

pub(crate) async fn sheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, SHEET.text.as_str()).into_response()
}

/// The first 16 hexadecimal digits of the SHA-256.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(8)
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a string takes every write");
            text
        })
}
