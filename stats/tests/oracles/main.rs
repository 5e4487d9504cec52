//! Every method against numbers that somebody else computed. `../data/README.md` names the sources.

mod inequality;
mod multiple;
mod rate;
mod table;
mod tail;
