//! Every method against numbers that somebody else computed. `../data/README.md` names the sources.

mod draw;
mod funnel;
mod inequality;
mod lqas;
mod multiple;
mod rate;
mod shrink;
mod survival;
mod table;
mod tail;
