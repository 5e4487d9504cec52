//! Pieces that several pages share. Each is a struct with a template of its own that may stand in a page unescaped, since it
//! escaped its own fields.

pub(crate) mod attention;
pub(crate) mod chart;
pub(crate) mod choice;
pub(crate) mod compared;
pub(crate) mod figure;
pub(crate) mod files;
pub(crate) mod makeup;
pub(crate) mod pager;
pub(crate) mod signals;
pub(crate) mod spark;
pub(crate) mod strip;
pub(crate) mod table;
