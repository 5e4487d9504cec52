//! The sheet a chart is drawn on: lengths in pixels, colours by role, marks with names.
//!
//! plotters draws at once, so whatever is drawn inside [`Sheet::mark`] or [`Sheet::layer`] lands inside that group.

use std::fmt::Write;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::backend::{GRAIN, Output, SvgBackend, escape};
use super::palette::{INK, MUTED, Role, SURFACE};

/// What drawing gives.
pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<std::convert::Infallible>>;

/// The faces of a chart: the embedded one first, then what readers' systems have.
const FONT_FAMILY: &str =
    "'Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','SimHei',sans-serif";

/// Distance of titles from the left edge.
const MARGIN: f64 = 16.0;

/// Where a line of text hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Left,
    Middle,
    Right,
}

/// How a line of text looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type {
    pub(crate) size: f64,
    pub(crate) role: Role,
    pub(crate) anchor: Anchor,
    pub(crate) bold: bool,
}

impl Type {
    pub(crate) const fn new(size: f64, role: Role, anchor: Anchor) -> Self {
        Self {
            size,
            role,
            anchor,
            bold: false,
        }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

/// Left, top, right, bottom in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

pub(crate) struct Sheet {
    area: DrawingArea<SvgBackend, Shift>,
    output: Output,
    width: f64,
    height: f64,
}

/// Pixels as units of the drawing grid.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a chart is a few thousand pixels wide"
)]
pub(crate) fn units(pixels: f64) -> i32 {
    (pixels * f64::from(GRAIN)).round() as i32
}

fn thickness(pixels: f64) -> u32 {
    units(pixels).max(1).unsigned_abs()
}

/// `count` lengths one after the other.
pub(crate) fn times(count: usize, length: f64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * length
}

/// How wide a text is, in ems: a Han character takes one, a Latin letter or a digit a little more than half.
pub(crate) fn ems(text: &str) -> f64 {
    text.chars()
        .map(|character| if character.is_ascii() { 0.56 } else { 1.0 })
        .sum()
}

/// `text` if it fits into `room` ems, else its beginning and an ellipsis.
pub(crate) fn elide(text: &str, room: f64) -> String {
    if ems(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if ems(&kept) > room - 1.0 {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

/// `text` in lines of at most `room` ems, broken after punctuation where that is possible.
fn lines(text: &str, room: f64) -> Vec<String> {
    let mut lines = vec![];
    let mut line = String::new();
    for clause in text.split_inclusive(['；', '，', '。']) {
        if !line.is_empty() && ems(&line) + ems(clause) > room {
            lines.push(std::mem::take(&mut line));
        }
        for character in clause.chars() {
            if ems(&line) + 1.0 > room {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The height that title and subtitle take on a sheet of `width`.
pub(crate) fn head_height(subtitle: &str, width: f64) -> f64 {
    44.0 + times(lines(subtitle, (width - 2.0 * MARGIN) / 12.0).len(), 17.0)
}

impl Sheet {
    /// An empty sheet, `width` by `height` pixels, with its background.
    pub(crate) fn new(
        width: f64,
        height: f64,
    ) -> Result<Self, DrawingAreaErrorKind<std::convert::Infallible>> {
        let output = Output::default();
        let size = (thickness(width), thickness(height));
        let area = SvgBackend::new(Output::clone(&output), size).into_drawing_area();
        let sheet = Self {
            area,
            output,
            width,
            height,
        };
        sheet.rectangle(
            Area {
                left: 0.0,
                top: 0.0,
                right: width,
                bottom: height,
            },
            SURFACE,
            1.0,
        )?;
        Ok(sheet)
    }

    /// The drawing area, for charts that use coordinates of plotters.
    pub(crate) const fn area(&self) -> &DrawingArea<SvgBackend, Shift> {
        &self.area
    }

    /// Title and subtitle at the top.
    pub(crate) fn head(&self, title: &str, subtitle: &str) -> Drawn {
        self.layer("head", || {
            let room = (self.width - 2.0 * MARGIN) / 16.0;
            let title_type = Type::new(16.0, INK, Anchor::Left).bold();
            self.text(MARGIN, 22.0, &elide(title, room), title_type)?;
            let mut y = 44.0;
            for line in lines(subtitle, (self.width - 2.0 * MARGIN) / 12.0) {
                self.text(MARGIN, y, &line, Type::new(12.0, MUTED, Anchor::Left))?;
                y += 17.0;
            }
            Ok(())
        })
    }

    /// One line of text; `y` is its middle.
    pub(crate) fn text(&self, x: f64, y: f64, text: &str, look: Type) -> Drawn {
        let position = match look.anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let weight = if look.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let style = ("sans-serif", look.size * f64::from(GRAIN))
            .into_font()
            .style(weight)
            .color(&look.role.rgb())
            .pos(Pos::new(position, VPos::Center));
        self.area
            .draw(&Text::new(text.to_owned(), (units(x), units(y)), style))
    }

    /// A filled rectangle; with `opacity` 0 it is only there for the pointer.
    pub(crate) fn rectangle(&self, area: Area, role: Role, opacity: f64) -> Drawn {
        let corners = [
            (units(area.left), units(area.top)),
            (units(area.right), units(area.bottom)),
        ];
        self.area
            .draw(&Rectangle::new(corners, role.rgb().mix(opacity).filled()))
    }

    /// The edge of a rectangle.
    pub(crate) fn frame(&self, area: Area, role: Role) -> Drawn {
        let corners = [
            (units(area.left + 0.5), units(area.top + 0.5)),
            (units(area.right - 0.5), units(area.bottom - 0.5)),
        ];
        let style = role.rgb().stroke_width(thickness(1.0));
        self.area.draw(&Rectangle::new(corners, style))
    }

    /// A straight line.
    pub(crate) fn line(&self, from: (f64, f64), to: (f64, f64), role: Role, width: f64) -> Drawn {
        let path = vec![(units(from.0), units(from.1)), (units(to.0), units(to.1))];
        let style = role.rgb().stroke_width(thickness(width));
        self.area.draw(&PathElement::new(path, style))
    }

    /// A filled circle.
    pub(crate) fn dot(&self, centre: (f64, f64), radius: f64, role: Role) -> Drawn {
        let centre = (units(centre.0), units(centre.1));
        self.area
            .draw(&Circle::new(centre, units(radius), role.rgb().filled()))
    }

    /// What `draw` draws is one mark: it has a name for the pointer and for the screen reader, and the keyboard can reach it.
    pub(crate) fn mark(&self, name: &str, key: &str, draw: impl FnOnce() -> Drawn) -> Drawn {
        let (name, key) = (escape(name), escape(key));
        let open = format!(
            "<g class=\"mark\" role=\"img\" tabindex=\"0\" data-key=\"{key}\" aria-label=\"{name}\"><title>{name}</title>"
        );
        self.group(&open, draw)
    }

    /// What `draw` draws is decoration, which a screen reader passes over.
    pub(crate) fn layer(&self, class: &str, draw: impl FnOnce() -> Drawn) -> Drawn {
        self.group(&format!("<g class=\"{class}\" aria-hidden=\"true\">"), draw)
    }

    /// What `draw` draws is dashed.
    pub(crate) fn dashed(&self, draw: impl FnOnce() -> Drawn) -> Drawn {
        self.group("<g stroke-dasharray=\"5 4\">", draw)
    }

    fn group(&self, open: &str, draw: impl FnOnce() -> Drawn) -> Drawn {
        self.write(open);
        draw()?;
        self.write("</g>");
        Ok(())
    }

    fn write(&self, text: &str) {
        let mut output = self.output.borrow_mut();
        output.push_str(text);
        output.push('\n');
    }

    /// The finished picture.
    pub(crate) fn finish(self, title: &str, description: &str) -> String {
        let (title, description) = (escape(title), escape(description));
        let (width, height) = (self.width, self.height);
        let body = self.output.borrow();
        let mut svg = String::with_capacity(body.len() + 1024);
        write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"dx-chart\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"graphics-document\" aria-roledescription=\"统计图\" \
             aria-label=\"{title}\" lang=\"zh-CN\" font-family=\"{FONT_FAMILY}\">\n\
             <desc>{description}</desc>\n{body}</svg>\n"
        )
        .expect("a string takes any text");
        svg
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_ends_in_an_ellipsis_and_a_short_one_stays() {
        assert_eq!(elide("宋疃镇", 8.0), "宋疃镇");
        assert_eq!(elide("柳江流域生态经济开发试验区", 8.0), "柳江流域生态经…");
    }

    #[test]
    fn a_long_subtitle_breaks_after_its_punctuation() {
        assert_eq!(lines("甲乙丙；丁戊己；庚", 5.0), ["甲乙丙；", "丁戊己；庚"]);
        assert_eq!(lines("甲乙丙丁戊己", 4.0), ["甲乙丙丁", "戊己"]);
    }
}
