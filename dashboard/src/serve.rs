//! The server, on loopback and nowhere else.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tracing::info;

use crate::desk::Desk;
use crate::router::router;

/// Why the pages are not served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// There is no sign-in: whoever reaches the port reads every household's record.
    #[error(
        "拒绝在 {0} 上提供页面：本系统尚无登录功能，谁能连上就能看到全部农户记录，因此只在本机（127.0.0.1 或 [::1]）服务。 \
         Refusing to serve on {0}: there is no sign-in yet, so anyone who reaches the port reads every household's record; \
         only loopback addresses (127.0.0.1 or [::1]) are served."
    )]
    NotLoopback(SocketAddr),
    #[error("cannot listen on {address}")]
    Listen {
        address: SocketAddr,
        #[source]
        source: io::Error,
    },
    #[error("the server stopped")]
    Stopped(#[source] io::Error),
}

/// Opens the port; port 0 takes a free one.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    refuse_unless_loopback(address)?;
    TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address, source })
}

/// Serves the pages until `shutdown` is done; answers that are under way are finished.
pub async fn serve(
    address: SocketAddr,
    desk: Desk,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    serve_on(bind(address).await?, desk, shutdown).await
}

/// The same on a port that is already open.
pub async fn serve_on(
    listener: TcpListener,
    desk: Desk,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Stopped)?;
    refuse_unless_loopback(address)?;
    info!(%address, "serving pages on http://{address}/");
    axum::serve(listener, router(desk))
        .with_graceful_shutdown(shutdown)
        .await
        .map_err(ServeError::Stopped)
}

fn refuse_unless_loopback(address: SocketAddr) -> Result<(), ServeError> {
    if address.ip().to_canonical().is_loopback() {
        Ok(())
    } else {
        Err(ServeError::NotLoopback(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_that_others_can_reach_is_refused_with_a_sentence_in_two_languages() {
        for address in [
            "0.0.0.0:8080",
            "[::]:8080",
            "192.168.1.5:80",
            "[::ffff:10.0.0.1]:80",
        ] {
            let error = bind(address.parse().unwrap()).await.unwrap_err().to_string();

            assert!(
                error.contains("尚无登录功能") && error.contains("there is no sign-in yet"),
                "{error}"
            );
            assert!(error.contains(address.split(':').next().unwrap()), "{error}");
        }
    }

    #[test]
    fn every_way_to_write_loopback_is_accepted() {
        for address in ["127.0.0.1:8080", "127.8.9.1:0", "[::1]:0", "[::ffff:127.0.0.1]:0"] {
            assert!(
                refuse_unless_loopback(address.parse().unwrap()).is_ok(),
                "{address}"
            );
        }
    }
}
