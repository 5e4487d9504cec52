//! What a request wants to read: which release, and the words of its query.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use domain::region::RegionCode;
use domain::release::{Figure, Place, Release};

use crate::desk::{Desk, LoadError};
use crate::error::PageError;
use crate::link::Link;

/// One release and the query, for one request.
pub(crate) struct Reading {
    pub(crate) desk: Arc<Desk>,
    pub(crate) release: Arc<Release>,
    /// Set when the reader asked for a release that is not the current one; every link of the page keeps it.
    pub(crate) older: Option<String>,
    query: Vec<(String, String)>,
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Page,
    Csv,
    Json,
}

impl Form {
    /// Every form, the page first.
    pub(crate) const ALL: [Self; 3] = [Self::Page, Self::Csv, Self::Json];

    /// What stands behind the address of the page.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Page => "",
            Self::Csv => ".csv",
            Self::Json => ".json",
        }
    }

    /// `340604000000.csv` is the place and the form.
    pub(crate) fn split(text: &str) -> (&str, Self) {
        let file = |form: Self| Some((text.strip_suffix(form.ending())?, form));
        file(Self::Csv)
            .or_else(|| file(Self::Json))
            .unwrap_or((text, Self::Page))
    }
}

impl Reading {
    /// The value of a word of the query; an empty field of a form counts as not asked.
    pub(crate) fn asked(&self, key: &str) -> Option<&str> {
        self.query
            .iter()
            .rev()
            .find(|(name, value)| name == key && !value.trim().is_empty())
            .map(|(_, value)| value.trim())
    }

    /// An address that stays in the release that is being read.
    pub(crate) fn link(&self, path: impl Into<String>) -> Link {
        Link::to(path).with_some("release", self.older.as_deref())
    }

    pub(crate) fn definition_link(&self, indicator: &str) -> String {
        self.link(format!("/indicators/{indicator}")).text()
    }

    pub(crate) fn region_link(&self, code: RegionCode) -> String {
        self.link(format!("/region/{code}")).text()
    }

    /// A figure at the month ends before the release's day, oldest first.
    pub(crate) fn past(
        &self,
        region: RegionCode,
        indicator: &str,
        slice: &str,
    ) -> impl DoubleEndedIterator<Item = &Figure> {
        let as_of = self.release.as_of();
        let history = self.release.history(region, indicator, slice);
        history.filter(move |earlier| earlier.as_of < as_of)
    }

    /// The place that the whole release is about.
    pub(crate) fn home(&self) -> Result<&Place, PageError> {
        let top = || self.release.places().find(|place| place.parent.is_none());
        self.release.home().or_else(top).ok_or(PageError::NoPlaces)
    }

    pub(crate) fn place(&self, text: &str) -> Result<&Place, PageError> {
        let unknown = || PageError::UnknownRegion(text.to_owned());
        // The parse error says no more than that the place is unknown, which is what the page says.
        let code: RegionCode = text.parse().ok().ok_or_else(unknown)?;
        self.release.place(code).ok_or_else(unknown)
    }

    /// The place of `?region=`, else the release's own.
    pub(crate) fn region_asked(&self) -> Result<&Place, PageError> {
        match self.asked("region") {
            Some(text) => self.place(text),
            None => self.home(),
        }
    }

    /// The page of `?page=`, from 1.
    pub(crate) fn page_asked(&self) -> Result<usize, PageError> {
        let Some(text) = self.asked("page") else {
            return Ok(1);
        };
        match text.parse() {
            Ok(page) if page > 0 => Ok(page),
            _ => Err(PageError::BadWord {
                word: "page",
                value: text.to_owned(),
                expected: "从 1 开始的页码",
            }),
        }
    }
}

impl FromRequestParts<Arc<Desk>> for Reading {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Self::Rejection> {
        let query: Vec<(String, String)> = Query::try_from_uri(&parts.uri)
            .map(|Query(query)| query)
            .unwrap_or_default();
        let asked = query
            .iter()
            .rev()
            .find(|(name, value)| name == "release" && !value.is_empty())
            .map(|(_, value)| value.clone());
        let current = desk.current();
        let (release, older) = match asked {
            None => (current.ok_or(PageError::NoRelease)?, None),
            Some(id) => {
                let release = desk.release(&id).await.map_err(|error| match error {
                    LoadError::Unknown(id) => PageError::UnknownRelease(id),
                    error @ LoadError::Unreadable { .. } => PageError::Unreadable {
                        release_id: id.clone(),
                        source: error,
                    },
                })?;
                let is_current = current.is_some_and(|current| current.id == release.id);
                (release, (!is_current).then_some(id))
            }
        };
        Ok(Self {
            desk: Arc::clone(desk),
            release,
            older,
            query,
        })
    }
}
