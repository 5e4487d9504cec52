//! What each colour means, in light and in dark.
//!
//! plotters hands a backend nothing but red, green and blue; the backend finds the role again by the light colour. So no two roles
//! may share one, even where the eye cannot tell them apart (a test keeps that true).

use std::fmt;

use plotters::style::RGBColor;

/// A colour as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// One meaning of colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Role {
    /// The end of its class and of its custom property: `ink` is `.f-ink`, `.s-ink`, `--dx-ink`.
    pub(crate) name: &'static str,
    pub(crate) light: Colour,
    pub(crate) dark: Colour,
}

impl Role {
    /// The colour that plotters draws with.
    pub(crate) const fn rgb(self) -> RGBColor {
        RGBColor(self.light.0, self.light.1, self.light.2)
    }

    /// The role that is drawn with this colour.
    pub(crate) fn of(rgb: (u8, u8, u8)) -> Option<&'static Self> {
        ROLES
            .iter()
            .find(|role| role.light == Colour(rgb.0, rgb.1, rgb.2))
    }
}

const fn role(name: &'static str, light: Colour, dark: Colour) -> Role {
    Role { name, light, dark }
}

pub(crate) const INK: Role = role("ink", Colour(0x1d, 0x21, 0x29), Colour(0xe8, 0xea, 0xed));
pub(crate) const MUTED: Role = role("muted", Colour(0x5f, 0x66, 0x73), Colour(0xa3, 0xab, 0xb8));
pub(crate) const GRID: Role = role("grid", Colour(0xe3, 0xe6, 0xeb), Colour(0x2e, 0x34, 0x40));
pub(crate) const AXIS: Role = role("axis", Colour(0xa9, 0xb0, 0xbb), Colour(0x59, 0x61, 0x70));
pub(crate) const SURFACE: Role = role("surface", Colour(0xff, 0xff, 0xff), Colour(0x16, 0x1a, 0x20));
/// The data.
pub(crate) const MAIN: Role = role("main", Colour(0x1f, 0x5f, 0xa8), Colour(0x6a, 0xa6, 0xe8));
/// Data that is shown but not judged: a sample too small to rank.
pub(crate) const FAINT: Role = role("faint", Colour(0xc5, 0xcd, 0xd8), Colour(0x46, 0x4f, 0x5e));
/// Worse than the reference beyond chance, or outside the limits.
pub(crate) const DANGER: Role = role("danger", Colour(0xc0, 0x39, 0x2b), Colour(0xf0, 0x78, 0x6a));
/// Centre line of a trend.
pub(crate) const CENTRE: Role = role("centre", Colour(0x24, 0x7a, 0x52), Colour(0x5f, 0xc5, 0x98));
/// Text on the lower steps of the scale.
pub(crate) const ON_LOW: Role = role("on-low", Colour(0x1c, 0x20, 0x28), Colour(0xe9, 0xeb, 0xee));
/// Text on the upper steps of the scale.
pub(crate) const ON_HIGH: Role = role("on-high", Colour(0xfe, 0xfe, 0xfe), Colour(0x10, 0x15, 0x1c));

/// The seven steps of a sequential scale, from little to much.
pub(crate) const STEPS: [Role; 7] = [
    role("s0", Colour(0xf2, 0xf6, 0xfb), Colour(0x1d, 0x25, 0x30)),
    role("s1", Colour(0xd6, 0xe4, 0xf2), Colour(0x1d, 0x31, 0x47)),
    role("s2", Colour(0xae, 0xcb, 0xe5), Colour(0x21, 0x44, 0x66)),
    role("s3", Colour(0x7b, 0xac, 0xd6), Colour(0x2a, 0x5d, 0x8c)),
    role("s4", Colour(0x3b, 0x78, 0xb0), Colour(0x4a, 0x8a, 0xc4)),
    role("s5", Colour(0x22, 0x5c, 0x94), Colour(0x6f, 0xa7, 0xda)),
    role("s6", Colour(0x0e, 0x41, 0x75), Colour(0xa6, 0xcf, 0xf2)),
];

/// The first step that carries [`ON_HIGH`] text.
pub(crate) const FIRST_HIGH_STEP: usize = 4;

/// Every role there is.
pub(crate) const ROLES: &[Role] = &[
    INK, MUTED, GRID, AXIS, SURFACE, MAIN, FAINT, DANGER, CENTRE, ON_LOW, ON_HIGH, STEPS[0], STEPS[1],
    STEPS[2], STEPS[3], STEPS[4], STEPS[5], STEPS[6],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.2: relative luminance of an sRGB colour.
    fn luminance(Colour(r, g, b): Colour) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn no_two_roles_share_a_light_colour_or_a_name() {
        for (at, role) in ROLES.iter().enumerate() {
            for other in &ROLES[at + 1..] {
                assert_ne!(role.light, other.light, "{} and {}", role.name, other.name);
                assert_ne!(role.name, other.name);
            }
        }
    }

    #[test]
    fn text_can_be_read_on_every_step_and_on_the_surface() {
        for (at, step) in STEPS.iter().enumerate() {
            let text = if at >= FIRST_HIGH_STEP { ON_HIGH } else { ON_LOW };
            assert!(contrast(step.light, text.light) >= 4.5, "{} light", step.name);
            assert!(contrast(step.dark, text.dark) >= 4.5, "{} dark", step.name);
        }
        for text in [INK, MUTED, MAIN, DANGER, CENTRE] {
            assert!(contrast(SURFACE.light, text.light) >= 4.5, "{} light", text.name);
            assert!(contrast(SURFACE.dark, text.dark) >= 4.5, "{} dark", text.name);
        }
    }
}
