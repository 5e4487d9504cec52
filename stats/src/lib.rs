//! The statistical methods of the project: pure functions over numbers, one file for each family.
//!
//! Nothing here knows a place, a table or a policy. Each method is tested against a published table or a reference implementation.

pub mod competing;
pub mod concentration;
pub mod cusum;
pub mod delay;
pub mod draw;
pub mod ears;
pub mod estimate;
pub mod evaluate;
pub mod ewma;
pub mod funnel;
pub mod inequality;
mod linear;
pub mod logrank;
pub mod lqas;
pub mod multiple;
pub mod poverty;
mod random;
pub mod rate;
mod real;
pub mod scan;
pub mod share;
pub mod shrink;
pub mod spatial;
pub mod surge;
pub mod survival;
pub mod tail;
pub mod weakness;
