//! Scalable pictures that a page, a document and a screen reader can all use.
//!
//! The stock SVG backend of plotters rounds to whole pixels and knows neither colour roles nor names for marks, so there is one of
//! our own: [`backend`] turns drawing calls into elements, [`palette`] says what each colour means in light and in dark, and
//! [`sheet`] is what the charts draw on. Colours stand in the elements (a document shows them as they are) and in classes (a page's
//! style sheet overrides them, so the picture follows the reader's light or dark setting).

mod backend;
pub(crate) mod palette;
pub(crate) mod sheet;

use std::fmt::Write;

use palette::ROLES;

/// The style sheet that pages with charts include: colour roles as custom properties, light and dark, and the look of a focused mark.
///
/// Dark follows the reader's system, unless an element above says `data-theme="light"` or `data-theme="dark"`.
pub fn css() -> String {
    let mut css = String::from(
        ".dx-chart{max-width:100%;height:auto}\n\
         .dx-chart .mark{cursor:default}\n\
         .dx-chart .mark:hover,.dx-chart .mark:focus{filter:brightness(1.08)}\n\
         .dx-chart .mark:focus{outline:none}\n\
         .dx-chart .mark:focus-visible{outline:2px solid var(--dx-ink);outline-offset:1px}\n",
    );
    let properties = |dark: bool| {
        ROLES.iter().fold(String::new(), |mut list, role| {
            let colour = if dark { role.dark } else { role.light };
            write!(list, "--dx-{}:{colour};", role.name).expect("a string takes any text");
            list
        })
    };
    let (light, dark) = (properties(false), properties(true));
    write!(
        css,
        ":root,[data-theme=light]{{{light}}}\n\
         @media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
         [data-theme=dark]{{{dark}}}\n"
    )
    .expect("a string takes any text");
    for role in ROLES {
        let name = role.name;
        writeln!(
            css,
            ".dx-chart .f-{name}{{fill:var(--dx-{name})}}.dx-chart .s-{name}{{stroke:var(--dx-{name})}}"
        )
        .expect("a string takes any text");
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_every_role_in_light_and_in_dark() {
        let css = css();

        for role in ROLES {
            assert!(css.contains(&format!("--dx-{}:{};", role.name, role.light)));
            assert!(css.contains(&format!("--dx-{}:{};", role.name, role.dark)));
            assert!(css.contains(&format!(".f-{}{{", role.name)));
        }
    }
}
