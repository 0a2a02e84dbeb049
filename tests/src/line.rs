//! A fault proxy between a client and a server, which applies a fate to each request.

mod exchange;

use std::{
    collections::VecDeque,
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use odoo_orm::{Call, Client, rpc::ClientBuilder};
use serde_json::json;
use tokio::{
    net::{TcpListener, TcpSocket},
    task::JoinSet,
};

use crate::{server::Server, suite::Env};

/// The fate of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    /// The server responds normally.
    Pass,
    /// The connection is closed before the request is read.
    Cut,
    /// The request is read, and no response is sent.
    Silence,
    /// The server responds, and the connection is closed instead.
    Lose,
    /// The server responds, and the connection is closed in the middle of the response.
    Break,
    /// The server responds, and half of the JSON is sent with a matching length.
    Halve,
    /// The server responds, and the response gets another request's id.
    Mistake,
    /// The server responds, and an error is added next to the result.
    Contradict,
    /// The server responds, and this many spaces are appended.
    Pad(usize),
    /// A gateway responds instead, with this status and a page.
    Gateway(u16),
    /// The same, with `Retry-After: 1`.
    Later(u16),
    /// The response says that the session has expired, as Odoo does.
    Expire,
}

/// A proxy to a server.
///
/// The next requests have the queued fates, and later ones the usual fate.
pub struct Line {
    address: SocketAddr,
    server: String,
    fates: Arc<Mutex<Fates>>,
    counts: Arc<Mutex<Counts>>,
    listening: Option<JoinSet<()>>,
}

#[derive(Default)]
struct Fates {
    next: VecDeque<Fate>,
    usual: Option<Box<dyn FnMut() -> Fate + Send>>,
}

/// The number of requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Bytes from the client.
    pub came: usize,
    /// Bytes sent to the server.
    pub went_on: usize,
}

impl Line {
    pub async fn to(env: &Env) -> Line {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let mut line = Line {
            address: listener.local_addr().unwrap(),
            server: env.server.address(),
            fates: Arc::default(),
            counts: Arc::default(),
            listening: None,
        };
        line.listen(listener);
        line
    }

    fn listen(&mut self, listener: TcpListener) {
        let (server, fates, counts) = (
            self.server.clone(),
            Arc::clone(&self.fates),
            Arc::clone(&self.counts),
        );
        let mut listening = JoinSet::new();
        listening.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let fate = fates.lock().unwrap().take();
                connections.spawn(exchange::carry(
                    client,
                    server.clone(),
                    fate,
                    Arc::clone(&counts),
                ));
            }
        });
        self.listening = Some(listening);
    }

    /// Closes all connections and accepts no more, like a killed server.
    pub async fn kill(&mut self) {
        if let Some(mut listening) = self.listening.take() {
            listening.shutdown().await;
        }
    }

    /// Accepts connections again.
    pub fn revive(&mut self) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.address).unwrap();
        self.listen(socket.listen(64).unwrap());
    }

    /// A client of this proxy, with the protocol of the others and a short timeout.
    pub fn builder(&self, env: &Env) -> ClientBuilder {
        let here = Server {
            url: format!("http://{}", self.address),
            ..Server::clone(&env.server)
        };
        here.builder_on(env.protocol)
            .timeout(Duration::from_secs(20))
    }

    /// The same client after its login.
    pub async fn client(&self, env: &Env) -> Client {
        self.log_in(self.builder(env)).await
    }

    pub async fn log_in(&self, builder: ClientBuilder) -> Client {
        let client = builder.build().unwrap();
        let ask = Call::read("res.users", "search_count").arg("domain", json!([]));
        client.call(ask).await.unwrap();
        *self.counts.lock().unwrap() = Counts::default();
        client
    }

    /// Sets the fates of the next requests.
    pub fn next(&self, fates: &[Fate]) {
        self.fates.lock().unwrap().next.extend(fates);
    }

    /// Removes queued fates that no request has used.
    pub fn forget(&self) {
        self.fates.lock().unwrap().next.clear();
    }

    /// Sets the fate of requests without a queued one.
    pub fn usually(&self, usual: impl FnMut() -> Fate + Send + 'static) {
        self.fates.lock().unwrap().usual = Some(Box::new(usual));
    }

    /// Returns the number of requests since the last call, or since the login.
    pub fn counts(&self) -> Counts {
        std::mem::take(&mut self.counts.lock().unwrap())
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({} to {})", self.address, self.server)
    }
}

impl Fates {
    fn take(&mut self) -> Fate {
        let usual = || self.usual.as_mut().map_or(Fate::Pass, |usual| usual());
        self.next.pop_front().unwrap_or_else(usual)
    }
}
