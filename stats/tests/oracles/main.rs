//! Every method against numbers that somebody else computed. `../data/README.md` names the sources.

mod charts;
mod draw;
mod estimate;
mod funnel;
mod inequality;
mod lqas;
mod multiple;
mod rate;
mod scan;
mod shrink;
mod spatial;
mod surge;
mod survival;
mod table;
mod tail;
mod weakness;
