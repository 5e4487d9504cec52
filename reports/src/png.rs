//! A chart as PNG, for those who cannot take SVG: drawn by resvg from the same picture, with the embedded face.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::font;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    #[error("failed to read the chart's svg")]
    Svg(#[from] resvg::usvg::Error),
    #[error("a picture of {width} by {height} pixels at scale {scale} cannot be made")]
    Size { width: f32, height: f32, scale: f32 },
    #[error("failed to write the picture: {0}")]
    Encoding(String),
}

/// `svg` as PNG, `scale` pixels to the CSS pixel: 2 for a sharp screen, 3 for paper.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PngError> {
    let tree = Tree::from_str(svg, options())?;
    let size = tree.size();
    let mut picture = size
        .to_int_size()
        .scale_by(scale)
        .filter(|_| scale.is_finite())
        .and_then(|size| Pixmap::new(size.width(), size.height()))
        .ok_or(PngError::Size {
            width: size.width(),
            height: size.height(),
            scale,
        })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture
        .encode_png()
        .map_err(|error| PngError::Encoding(error.to_string()))
}

/// The embedded face only: the same bytes on every machine.
fn options() -> &'static Options<'static> {
    static OPTIONS: OnceLock<Options<'static>> = OnceLock::new();
    OPTIONS.get_or_init(|| {
        let mut faces = fontdb::Database::new();
        faces.load_font_source(fontdb::Source::Binary(Arc::new(font::HEI)));
        faces.set_sans_serif_family("Noto Sans SC");
        Options {
            fontdb: Arc::new(faces),
            font_family: "Noto Sans SC".to_owned(),
            ..Options::default()
        }
    })
}
