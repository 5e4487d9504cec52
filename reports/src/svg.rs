//! SVG of our own.

/// The style sheet that pages with charts include.
pub fn css() -> String {
    String::new()
}
