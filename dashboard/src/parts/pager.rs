//! Long lists, fifty rows at a time.

use std::ops::Range;

use askama::Template;

use crate::link::Link;
use crate::number::count;

/// Rows on one page.
pub(crate) const ROWS: usize = 50;

/// Where in the list the reader is, and the way on.
#[derive(Template)]
#[template(path = "parts/pager.html")]
pub(crate) struct Pager {
    from: String,
    to: String,
    total: String,
    page: usize,
    pages: usize,
    previous: Option<String>,
    next: Option<String>,
}

impl askama::filters::HtmlSafe for Pager {}

impl Pager {
    /// The pager and the rows of this page; a page beyond the end is the last one.
    pub(crate) fn of(total: usize, asked: usize, link: &Link) -> (Self, Range<usize>) {
        let pages = total.div_ceil(ROWS).max(1);
        let page = asked.clamp(1, pages);
        let range = (page - 1) * ROWS..(page * ROWS).min(total);
        let to_page = |page: usize| link.clone().with("page", &page.to_string()).text();
        let pager = Self {
            from: count(range.start + 1),
            to: count(range.end),
            total: count(total),
            page,
            pages,
            previous: (page > 1).then(|| to_page(page - 1)),
            next: (page < pages).then(|| to_page(page + 1)),
        };
        (pager, range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        let (pager, rows) = Pager::of(101, 9, &Link::to("/visits"));

        assert_eq!(rows, 100..101);
        assert_eq!((pager.page, pager.pages), (3, 3));
        assert_eq!(pager.previous.as_deref(), Some("/visits?page=2"));
        assert_eq!(pager.next, None);
    }

    #[test]
    fn an_empty_list_has_one_empty_page() {
        let (pager, rows) = Pager::of(0, 1, &Link::to("/visits"));

        assert!(rows.is_empty());
        assert_eq!(pager.pages, 1);
    }
}
