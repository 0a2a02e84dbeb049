//! The world over real HTTP.

mod download;
mod failing;
mod json2;
mod json_rpc;
mod page;
mod routes;
mod service;
mod session;

use std::{
    future::poll_fn,
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinSet},
};

use crate::world::World;

/// A world that is served over HTTP on a port of the loopback interface, until this is dropped.
///
/// It speaks what the version speaks: sessions and `call_kw`, `/jsonrpc`, JSON-2 on Odoo 19, and downloads.
///
/// ```
/// use odoo_mock::{Server, World};
/// use odoo_orm::prelude::*;
///
/// # #[derive(Debug, OdooModel)]
/// # #[odoo(model = "res.country")]
/// # struct Country { id: Id<Country>, code: String }
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let world = World::version(16);
/// let server = Server::start(&world).await?;
/// let odoo = Client::builder(server.url())?
///     .database(world.database())
///     .login(Credentials::password("admin", "admin"))
///     .build()?;
/// assert!(Country::search_count(&odoo, Country::CODE.eq("BE")).await? == 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "the server stops when this is dropped"]
pub struct Server {
    address: SocketAddr,
    open: Arc<watch::Sender<bool>>,
    task: AbortHandle,
}

/// A server that refuses every connection, until this is dropped: see [`Server::refuse`].
#[derive(Debug)]
#[must_use = "the server accepts connections again when this is dropped"]
pub struct Refusing(Arc<watch::Sender<bool>>);

impl Drop for Refusing {
    fn drop(&mut self) {
        self.0.send_replace(true);
    }
}

impl Server {
    /// Serves a world on a port that is free, in the tokio runtime that this is called in.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start(world: &World) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (open, is_open) = watch::channel(true);
        let task = tokio::spawn(listen(listener, address, world.clone(), is_open));
        Ok(Server {
            address,
            open: Arc::new(open),
            task: task.abort_handle(),
        })
    }

    /// Where it is: `http://127.0.0.1:` and the port.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Has nothing listen on the port, so that connections are refused, until what is returned is dropped.
    pub async fn refuse(&self) -> Refusing {
        self.open.send_replace(false);
        // Until the port is closed indeed: only then is a connection refused.
        while TcpStream::connect(self.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        Refusing(Arc::clone(&self.open))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Accepts connections, each of which carries one request, as Odoo's do.
async fn listen(
    listener: TcpListener,
    address: SocketAddr,
    world: World,
    mut is_open: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    let mut listening = Some(listener);
    loop {
        let Some(listener) = &listening else {
            if is_open.wait_for(|open| *open).await.is_err() {
                return;
            }
            listening = TcpListener::bind(address).await.ok();
            continue;
        };
        match next(listener, &mut is_open).await {
            Event::Connection(stream, from) => {
                connections.spawn(serve(stream, from, world.clone()));
            }
            Event::Nothing => {}
            Event::Closed => listening = None,
            Event::Dropped => return,
        }
        while connections.try_join_next().is_some() {}
    }
}

/// What happens next.
enum Event {
    Connection(TcpStream, SocketAddr),
    /// A connection that failed before it was there.
    Nothing,
    /// Connections are to be refused.
    Closed,
    /// The server is gone.
    Dropped,
}

/// A connection or a word of the server, whichever comes first. (`select!` would bring a second version of syn.)
async fn next(listener: &TcpListener, is_open: &mut watch::Receiver<bool>) -> Event {
    let changed = {
        let mut accept = pin!(listener.accept());
        let mut change = pin!(is_open.changed());
        let first = poll_fn(|context| {
            if let Poll::Ready(changed) = change.as_mut().poll(context) {
                return Poll::Ready(Err(changed));
            }
            accept.as_mut().poll(context).map(Ok)
        });
        match first.await {
            Ok(Ok((stream, from))) => return Event::Connection(stream, from),
            Ok(Err(_)) => return Event::Nothing,
            Err(changed) => changed,
        }
    };
    match changed {
        Err(_) => Event::Dropped,
        Ok(()) if *is_open.borrow() => Event::Nothing,
        Ok(()) => Event::Closed,
    }
}

async fn serve(stream: TcpStream, from: SocketAddr, world: World) {
    let handle = service_fn(move |request| service::handle(world.clone(), from.ip(), request));
    // What goes wrong is the client's to see, and a connection that is cut is meant to be.
    let _ = http1::Builder::new()
        .keep_alive(false)
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), handle)
        .await;
}
