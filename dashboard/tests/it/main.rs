//! One binary for all tests that call the router, over the made-up county of `fixture/`.

mod accounts;
mod answers;
mod app;
#[path = "../fixture/catalogue.rs"]
mod catalogue;
#[path = "../fixture/changes.rs"]
mod changes;
#[path = "../fixture/county.rs"]
mod county;
#[path = "../fixture/desk.rs"]
mod desk;
mod files;
#[path = "../fixture/inspection.rs"]
mod inspection;
#[path = "../fixture/markup.rs"]
mod markup;
mod pages;
#[path = "../fixture/signals.rs"]
mod signals;
#[path = "../fixture/spells.rs"]
mod spells;
