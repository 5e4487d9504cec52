//! The plotters backend: every drawing call becomes one SVG element.
//!
//! plotters speaks in whole numbers, so it draws on a grid of [`GRAIN`] units to the pixel; that is what makes lines land between
//! pixels. Text is placed by its baseline in absolute numbers, the one way that browsers, resvg and Typst agree on.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};

use super::palette::{Colour, Role};

/// Units of the drawing grid to one pixel.
pub(crate) const GRAIN: u8 = 8;

/// How far below its middle the baseline of Chinese text lies, in ems.
const BASELINE_EM: f64 = 0.36;

/// The text that the drawing becomes; the sheet and the backend write to the same one.
pub(crate) type Output = Rc<RefCell<String>>;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

pub(crate) struct SvgBackend {
    output: Output,
    size: (u32, u32),
}

impl SvgBackend {
    /// A drawing of `size` units of the grid.
    pub(crate) fn new(output: Output, size: (u32, u32)) -> Self {
        Self { output, size }
    }

    fn write(&self, element: &str) {
        let mut output = self.output.borrow_mut();
        output.push_str(element);
        output.push('\n');
    }
}

/// Text as it may stand in an element or in an attribute; characters that XML forbids are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

/// A length in pixels, with at most two decimals and no trailing zeros.
fn pixels(units: f64) -> String {
    let text = format!("{:.2}", units / f64::from(GRAIN));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

fn length(units: i32) -> String {
    pixels(f64::from(units))
}

fn points(path: impl IntoIterator<Item = BackendCoord>) -> String {
    let points: Vec<String> = path
        .into_iter()
        .map(|(x, y)| format!("{},{}", length(x), length(y)))
        .collect();
    points.join(" ")
}

/// The colour as attribute and, where it is a role, as class: the attribute for documents, the class for pages.
fn paint(attribute: &str, color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    let mut paint = format!(" {attribute}=\"{}\"", Colour(r, g, b));
    if let Some(role) = Role::of(color.rgb) {
        let prefix = if attribute == "fill" { 'f' } else { 's' };
        write!(paint, " class=\"{prefix}-{}\"", role.name).expect("a string takes any text");
    }
    if color.alpha < 1.0 {
        write!(paint, " {attribute}-opacity=\"{:.2}\"", color.alpha).expect("a string takes any text");
    }
    paint
}

fn shape<S: BackendStyle>(style: &S, fill: bool) -> String {
    if fill {
        paint("fill", style.color())
    } else {
        format!(" fill=\"none\"{}", stroke(style))
    }
}

fn stroke<S: BackendStyle>(style: &S) -> String {
    let width = pixels(f64::from(style.stroke_width()));
    format!("{} stroke-width=\"{width}\"", paint("stroke", style.color()))
}

impl DrawingBackend for SvgBackend {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    /// Single pixels have no meaning in a scalable picture; nothing that the charts use asks for one.
    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.write(&format!(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>",
            length(x1),
            length(y1),
            length(x2),
            length(y2),
            stroke(style),
        ));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (left, right) = (upper_left.0.min(bottom_right.0), upper_left.0.max(bottom_right.0));
        let (top, bottom) = (upper_left.1.min(bottom_right.1), upper_left.1.max(bottom_right.1));
        // A bar of the value zero has no width: there is nothing to see, and SVG readers complain of it.
        if fill && (left == right || top == bottom) {
            return Ok(());
        }
        self.write(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>",
            length(left),
            length(top),
            length(right - left),
            length(bottom - top),
            shape(style, fill),
        ));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let path: Vec<BackendCoord> = path.into_iter().collect();
        if let [from, to] = path[..] {
            return self.draw_line(from, to, style);
        }
        self.write(&format!(
            "<polyline fill=\"none\"{} stroke-linejoin=\"round\" stroke-linecap=\"round\" points=\"{}\"/>",
            stroke(style),
            points(path),
        ));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        self.write(&format!(
            "<polygon{} points=\"{}\"/>",
            paint("fill", style.color()),
            points(vert)
        ));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.write(&format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>",
            length(center.0),
            length(center.1),
            pixels(f64::from(radius)),
            shape(style, fill),
        ));
        Ok(())
    }

    /// `pos` is the middle of the line; the anchor decides only left, middle or right.
    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Drawn {
        let (x, y) = (length(pos.0), f64::from(pos.1));
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let weight = match style.style() {
            FontStyle::Bold => " font-weight=\"600\"",
            FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => "",
        };
        let degrees = match style.transform() {
            FontTransform::None => 0,
            FontTransform::Rotate90 => 90,
            FontTransform::Rotate180 => 180,
            FontTransform::Rotate270 => 270,
        };
        let turn = if degrees == 0 {
            String::new()
        } else {
            format!(" transform=\"rotate({degrees} {x} {})\"", pixels(y))
        };
        self.write(&format!(
            "<text x=\"{x}\" y=\"{}\" font-size=\"{}\"{anchor}{weight}{turn}{}>{}</text>",
            pixels(y + BASELINE_EM * style.size()),
            pixels(style.size()),
            paint("fill", style.color()),
            escape(text),
        ));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_name_is_text() {
        assert_eq!(
            escape("<b>\"A&B\"\u{0}</b>"),
            "&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;"
        );
    }

    #[test]
    fn a_bar_of_nothing_is_not_drawn() {
        let output = Output::default();
        let mut backend = SvgBackend::new(Output::clone(&output), (80, 80));
        let style = BackendColor {
            alpha: 1.0,
            rgb: (0, 0, 0),
        };

        backend.draw_rect((8, 8), (8, 40), &style, true).unwrap();
        assert_eq!(*output.borrow(), "");

        backend.draw_rect((8, 8), (16, 40), &style, true).unwrap();
        assert!(
            output
                .borrow()
                .starts_with("<rect x=\"1\" y=\"1\" width=\"1\" height=\"4\"")
        );
    }

    #[test]
    fn lengths_keep_the_fraction_of_a_pixel_and_no_trailing_zero() {
        assert_eq!(length(8), "1");
        assert_eq!(length(13), "1.62");
        assert_eq!(length(0), "0");
        assert_eq!(length(-4), "-0.5");
    }
}
