//! Every method against numbers that somebody else computed. `../data/README.md` names the sources.

mod rate;
mod table;
mod tail;
