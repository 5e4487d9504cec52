//! The links to the data of a page: its own address, with another ending.

use askama::Template;

use crate::link::Link;
use crate::reading::Form;

#[derive(Template)]
#[template(path = "parts/files.html")]
pub(crate) struct Files {
    csv_href: String,
    json_href: String,
}

impl askama::filters::HtmlSafe for Files {}

impl Files {
    /// The files of the page at `path`; `link` adds the words of the query that the page was asked with.
    pub(crate) fn of(path: &str, link: impl Fn(String) -> Link) -> Self {
        let href = |form: Form| link(format!("{path}{}", form.ending())).text();
        Self {
            csv_href: href(Form::Csv),
            json_href: href(Form::Json),
        }
    }
}
