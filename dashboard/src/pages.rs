//! One file a page: the struct of its fields, its handler, and beside it in `templates/pages/` the template of the same name.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::error::PageError;

pub(crate) mod findings;
pub(crate) mod indicators;
pub(crate) mod overview;
pub(crate) mod region;
pub(crate) mod release;
pub(crate) mod risk;
pub(crate) mod visits;

/// A section of the site.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub path: &'static str,
    /// The word in the navigation.
    pub label: &'static str,
}

/// The sections, in the order of the navigation. Tests walk this list: a page that is not in it is not reachable.
pub const PAGES: [Page; 7] = [
    Page {
        path: "/",
        label: "总览",
    },
    Page {
        path: "/region",
        label: "地区",
    },
    Page {
        path: "/risk",
        label: "风险集中",
    },
    Page {
        path: "/visits",
        label: "走访",
    },
    Page {
        path: "/findings",
        label: "问题清单",
    },
    Page {
        path: "/indicators",
        label: "指标口径",
    },
    Page {
        path: "/release",
        label: "发布与运行",
    },
];

/// The page as an answer.
fn html(page: &impl Template) -> Result<Response, PageError> {
    let text = page.render().map_err(|error| PageError::Broken(error.into()))?;
    Ok(Html(text).into_response())
}

/// A topic (the folder of an indicator) in words, and its place in a list.
fn topic(key: &str) -> (usize, &'static str) {
    const TOPICS: [(&str, &str); 12] = [
        ("stock", "规模与消除"),
        ("flow", "动态"),
        ("elimination", "风险消除"),
        ("risk", "风险集中"),
        ("visit", "走访"),
        ("workflow", "认定程序"),
        ("procedure", "认定程序"),
        ("measure", "帮扶措施"),
        ("warning", "部门预警"),
        ("screening", "排查"),
        ("quality", "数据质量"),
        ("finding", "问题"),
    ];
    TOPICS
        .iter()
        .enumerate()
        .find(|(_, (name, _))| *name == key)
        .map_or((TOPICS.len(), "其他"), |(at, (_, label))| (at, label))
}
