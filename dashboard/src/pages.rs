//! One file a page: the struct of its fields, its handler, and beside it in `templates/pages/` the template of the same name.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use domain::release::Definition;

use crate::error::PageError;

pub(crate) mod changes;
pub(crate) mod findings;
pub(crate) mod indicators;
pub(crate) mod inspection;
pub(crate) mod overview;
pub(crate) mod quality;
pub(crate) mod region;
pub(crate) mod release;
pub(crate) mod risk;
pub(crate) mod signals;
pub(crate) mod time;
pub(crate) mod visits;

/// A section of the site.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub path: &'static str,
    /// The word in the navigation.
    pub label: &'static str,
}

/// The sections, in the order of the navigation. Tests walk this list: a page that is not in it is not reachable.
pub const PAGES: [Page; 12] = [
    Page {
        path: "/",
        label: "总览",
    },
    Page {
        path: "/region",
        label: "地区",
    },
    Page {
        path: "/changes",
        label: "两期变动",
    },
    Page {
        path: "/risk",
        label: "风险集中",
    },
    Page {
        path: "/time",
        label: "消除历程",
    },
    Page {
        path: "/signals",
        label: "预警信号",
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
        path: "/inspection",
        label: "督查名单",
    },
    Page {
        path: "/indicators",
        label: "指标口径",
    },
    Page {
        path: "/quality",
        label: "数据质量",
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

/// The order in which figures are read within their topic: how many there are before what share of them, and so on. Those that are
/// not named here come after, by name.
const READING_ORDER: [&str; 20] = [
    "households",
    "persons",
    "monitored_households",
    "monitored_persons",
    "monitored_incidence",
    "unresolved_households",
    "unresolved_persons",
    "unresolved_share",
    "elimination_rate_households",
    "elimination_rate_persons",
    "elimination_rate_eligible",
    "newly_identified",
    "newly_eliminated",
    "reidentified_12m",
    "risk_share",
    "location_quotient",
    "visit_overdue_rate",
    "workflow_overdue_rate",
    "measure_coverage",
    "warning_verified_rate",
];

/// The definitions as lists show them: by topic, and within it in the order in which they are read.
fn in_reading_order<'r>(definitions: impl Iterator<Item = &'r Definition>) -> Vec<&'r Definition> {
    let place = |name: &str| {
        let known = READING_ORDER.iter().position(|known| *known == name);
        known.unwrap_or(READING_ORDER.len())
    };
    let mut definitions: Vec<&Definition> = definitions.collect();
    definitions.sort_by_key(|definition| {
        let name = definition.name.as_str();
        (topic(&definition.topic), place(name), name)
    });
    definitions
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
