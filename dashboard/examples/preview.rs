//! Serves the pages over the made-up county of the tests, to be looked at while a page is being written:
//! `cargo run -p dashboard --example preview -- 19 17`, then open the printed address. The arguments are towns and villages a town.

#[path = "../tests/fixture/catalogue.rs"]
mod catalogue;
#[path = "../tests/fixture/changes.rs"]
mod changes;
#[path = "../tests/fixture/county.rs"]
mod county;
#[path = "../tests/fixture/desk.rs"]
mod desk;
#[path = "../tests/fixture/inspection.rs"]
mod inspection;
#[path = "../tests/fixture/signals.rs"]
mod signals;
#[path = "../tests/fixture/spells.rs"]
mod spells;

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};

use county::Shape;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sizes = std::env::args().skip(1).filter_map(|text| text.parse().ok());
    let shape = Shape {
        towns: sizes.next().unwrap_or(8),
        villages_per_town: sizes.next().unwrap_or(9),
        months: 24,
    };
    let listener = dashboard::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    writeln!(std::io::stdout(), "http://{}/", listener.local_addr()?)?;
    dashboard::serve_on(listener, desk::desk(shape), std::future::pending()).await?;
    Ok(())
}
