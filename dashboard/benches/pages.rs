//! How long a page takes at the server: sixteen connections to a server in this process, over the made-up county of the tests.
//!
//! `cargo bench -p dashboard --bench pages`. For every address it prints the first answer, which nothing has drawn before, then the
//! median, the 95th percentile and the longest of [`REQUESTS`] answers to [`CONNECTIONS`] readers at once, and the 95th percentile as
//! a multiple of that of `/health`, measured right before. On a busy machine the multiple says more than the milliseconds.

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

use std::error::Error;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use county::Shape;

const CONNECTIONS: usize = 16;
/// To each address, over all connections.
const REQUESTS: usize = 800;

/// A county of 19 towns and 342 villages with two years of history.
const COUNTY: Shape = Shape {
    towns: 19,
    villages_per_town: 18,
    months: 24,
};

const ADDRESSES: [&str; 20] = [
    "/",
    "/?by=unresolved_share",
    "/region/340604000000",
    "/region/340604100000",
    "/region/340604100205",
    "/region/340604000000.csv",
    "/risk",
    "/risk?level=village",
    "/.csv",
    "/risk.csv",
    "/risk.json",
    "/visits",
    "/visits.csv",
    "/findings",
    "/findings?state=all",
    "/findings.json",
    "/indicators",
    "/indicators/visit_overdue_rate",
    "/indicators/visit_overdue_rate.csv",
    "/release",
];

type Fault = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let listener = dashboard::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(dashboard::serve_on(
        listener,
        desk::desk(COUNTY),
        std::future::pending(),
    ));
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{REQUESTS} requests over {CONNECTIONS} connections; milliseconds\n\
         {:<32}{:>10}{:>8}{:>8}{:>8}{:>8}{:>10}",
        "address", "bytes", "first", "p50", "p95", "max", "x health"
    )?;
    for path in ADDRESSES {
        let (first, bytes) = first(address, path).await?;
        let health = load(address, "/health").await?;
        let page = load(address, path).await?;
        writeln!(
            out,
            "{path:<32}{bytes:>10}{:>8.1}{:>8.2}{:>8.2}{:>8.2}{:>10.1}",
            milliseconds(first),
            milliseconds(page.p50),
            milliseconds(page.p95),
            milliseconds(page.max),
            page.p95.as_secs_f64() / health.p95.as_secs_f64(),
        )?;
    }
    server.abort();
    Ok(())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// What all answers to one address come to.
struct Times {
    p50: Duration,
    p95: Duration,
    max: Duration,
}

impl Times {
    fn of(mut times: Vec<Duration>) -> Result<Self, Fault> {
        times.sort_unstable();
        let at = |per_cent: usize| {
            let rank = (times.len() * per_cent).div_ceil(100).max(1);
            times.get(rank - 1).copied()
        };
        let none = || Fault::from("no answer was measured");
        Ok(Self {
            p50: at(50).ok_or_else(none)?,
            p95: at(95).ok_or_else(none)?,
            max: at(100).ok_or_else(none)?,
        })
    }
}

/// The first answer of an address, and how large it is.
async fn first(address: SocketAddr, path: &str) -> Result<(Duration, usize), Fault> {
    let mut connection = BufReader::new(TcpStream::connect(address).await?);
    let started = Instant::now();
    let bytes = get(&mut connection, path).await?;
    Ok((started.elapsed(), bytes))
}

/// Asks for one address over all connections at once, each connection one request after the other.
async fn load(address: SocketAddr, path: &'static str) -> Result<Times, Fault> {
    let mut readers = JoinSet::new();
    for _ in 0..CONNECTIONS {
        readers.spawn(async move {
            let mut connection = BufReader::new(TcpStream::connect(address).await?);
            let mut times = Vec::with_capacity(REQUESTS / CONNECTIONS);
            for _ in 0..REQUESTS / CONNECTIONS {
                let started = Instant::now();
                get(&mut connection, path).await?;
                times.push(started.elapsed());
            }
            Ok::<_, Fault>(times)
        });
    }
    let mut times = vec![];
    while let Some(done) = readers.join_next().await {
        times.extend(done??);
    }
    Times::of(times)
}

/// One request on a connection that stays open; the size of the body.
async fn get(connection: &mut BufReader<TcpStream>, path: &str) -> Result<usize, Fault> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    connection.get_mut().write_all(request.as_bytes()).await?;
    let mut line = String::new();
    connection.read_line(&mut line).await?;
    if !line.starts_with("HTTP/1.1 200 ") {
        return Err(format!("{path}: {}", line.trim_end()).into());
    }
    let mut length: Option<usize> = None;
    loop {
        line.clear();
        connection.read_line(&mut line).await?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = Some(value.trim().parse()?);
        }
    }
    let length = length.ok_or_else(|| format!("{path}: no content-length"))?;
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await?;
    Ok(length)
}
