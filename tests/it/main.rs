//! The one integration-test binary: the house as a whole.

mod architecture;
mod docs;
mod example;
mod pipeline;
mod policies;
mod sql;
mod support;
mod tidy;
mod truth;
