//! The world over HTTP.

mod download;
mod failing;
mod json2;
mod json_rpc;
mod page;
mod routes;
mod service;
mod session;
#[cfg(feature = "xml-rpc")]
mod xml_rpc;

use std::{
    future::poll_fn,
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use odoo_rpc::__private::current_runtime;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinSet},
};

use crate::world::World;

/// A world served over HTTP on a loopback port until it is dropped.
///
/// It supports the protocols of the version: sessions and `call_kw`, `/jsonrpc`, JSON-2 on Odoo 19, and downloads. The feature `xml-rpc` adds `/xmlrpc/2`.
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

/// Refuses all connections until it is dropped: see [`Server::refuse`].
#[derive(Debug)]
#[must_use = "the server accepts connections again when this is dropped"]
pub struct Refusing(Arc<watch::Sender<bool>>);

impl Drop for Refusing {
    fn drop(&mut self) {
        self.0.send_replace(true);
    }
}

impl Server {
    /// Serves a world on a free port, in the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns an error without a tokio runtime with timers, or if no port is available.
    pub async fn start(world: &World) -> io::Result<Self> {
        current_runtime().map_err(io::Error::other)?;
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

    /// Returns the URL: `http://127.0.0.1:` and the port.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Closes the port, so that connections are refused, until the returned value is dropped.
    pub async fn refuse(&self) -> Refusing {
        self.open.send_replace(false);
        // A connection is refused only after the port has really been closed.
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

/// The wait after the port could not be opened again.
const REBIND: Duration = Duration::from_millis(10);

/// Accepts connections with one request each, as Odoo does.
async fn listen(
    listener: TcpListener,
    address: SocketAddr,
    world: World,
    mut is_open: watch::Receiver<bool>,
) {
    let mut downs = world.reach().watch();
    let mut connections = JoinSet::new();
    let mut listening = Some(listener);
    loop {
        let Some(listener) = &listening else {
            if is_open.wait_for(|open| *open).await.is_err()
                || downs.wait_for(|guards| *guards == 0).await.is_err()
            {
                return;
            }
            listening = TcpListener::bind(address).await.ok();
            if listening.is_none() {
                // Another program has the port.
                tokio::time::sleep(REBIND).await;
            }
            continue;
        };
        match next(listener, &mut is_open, &mut downs).await {
            // It is cut before anything is read.
            Event::Connection(..) if world.reach().is_down() => listening = None,
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

/// The next event of the listener.
enum Event {
    Connection(TcpStream, SocketAddr),
    /// A connection that failed before it was established.
    Nothing,
    /// Connections must be refused.
    Closed,
    /// The server was dropped.
    Dropped,
}

/// Waits for the next connection or state change.
///
/// The code does not use `select!`, which would add a second version of syn.
async fn next(
    listener: &TcpListener,
    is_open: &mut watch::Receiver<bool>,
    downs: &mut watch::Receiver<usize>,
) -> Event {
    let changed = {
        let mut accept = pin!(listener.accept());
        let mut change = pin!(is_open.changed());
        let mut down = pin!(downs.changed());
        let first = poll_fn(|context| {
            if let Poll::Ready(changed) = change.as_mut().poll(context) {
                return Poll::Ready(Err(changed));
            }
            if let Poll::Ready(changed) = down.as_mut().poll(context) {
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
        Ok(()) if *is_open.borrow() && *downs.borrow() == 0 => Event::Nothing,
        Ok(()) => Event::Closed,
    }
}

async fn serve(stream: TcpStream, from: SocketAddr, world: World) {
    let handle = service_fn(move |request| service::handle(world.clone(), from.ip(), request));
    // The client reports errors, and some connections are cut on purpose.
    let _ = http1::Builder::new()
        .keep_alive(false)
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), handle)
        .await;
}
