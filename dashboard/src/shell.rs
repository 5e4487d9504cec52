//! What surrounds every page: title, masthead, the way through the site, and the release it was read from.

use crate::link::Link;
use crate::number;
use crate::pages::PAGES;
use crate::reading::Reading;
use crate::style;

/// The fields of `base.html`.
pub(crate) struct Shell {
    pub(crate) title: String,
    pub(crate) style: &'static str,
    pub(crate) nav: Vec<NavItem>,
    pub(crate) source: Option<Source>,
}

/// One entry of the main navigation.
pub(crate) struct NavItem {
    pub(crate) href: String,
    pub(crate) label: &'static str,
    pub(crate) is_current: bool,
}

/// The release that a page was read from.
pub(crate) struct Source {
    pub(crate) place: String,
    pub(crate) as_of: String,
    pub(crate) release_id: String,
    pub(crate) published_at: String,
    pub(crate) release_href: String,
    pub(crate) is_older: bool,
}

impl Shell {
    /// The frame of a page of the section at `path` (an entry of [`PAGES`]).
    pub(crate) fn of(reading: &Reading, path: &str, title: &str) -> Self {
        let place = reading.home().map(|home| home.name.clone()).unwrap_or_default();
        Self {
            title: format!("{title} · {place}防返贫监测"),
            style: style::address(),
            nav: nav(path, |path| reading.link(path)),
            source: Some(Source {
                place,
                as_of: number::day(reading.release.as_of()),
                release_id: reading.release.id.release_id.clone(),
                published_at: reading.release.id.published_at.clone(),
                release_href: reading.link("/release").text(),
                is_older: reading.older.is_some(),
            }),
        }
    }

    /// The frame of a page without a release.
    pub(crate) fn bare(title: &str) -> Self {
        Self {
            title: format!("{title} · 防返贫监测"),
            style: style::address(),
            nav: nav("", Link::to),
            source: None,
        }
    }
}

fn nav(current: &str, link: impl Fn(&'static str) -> Link) -> Vec<NavItem> {
    PAGES
        .iter()
        .map(|page| NavItem {
            href: link(page.path).text(),
            label: page.label,
            is_current: page.path == current,
        })
        .collect()
}
