//! The one integration-test binary: the house as a whole.

mod architecture;
mod example;
mod pipeline;
mod sql;
mod support;
