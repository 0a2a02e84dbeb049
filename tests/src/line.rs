//! A line between a client and a server, on which requests meet their fates.

mod exchange;

use std::{
    collections::VecDeque,
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use odoo_orm::{Call, Client, ClientBuilder};
use tokio::{
    net::{TcpListener, TcpSocket},
    task::JoinSet,
};

use crate::{server::Server, suite::Env};

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    /// The server answers it.
    Pass,
    /// The connection ends before the request is read.
    Cut,
    /// The request is read, and then nothing happens.
    Silence,
    /// The server answers, and the connection ends instead.
    Lose,
    /// The server answers, and the connection ends in the middle of that.
    Break,
    /// The server answers, and half of the JSON comes, as if it were all.
    Halve,
    /// The server answers, and the answer has another request's id.
    Mistake,
    /// The server answers, and the answer has an error beside the result.
    Contradict,
    /// The server answers, and this many blanks come behind that.
    Pad(usize),
    /// A gateway answers in its place, with this status and a page.
    Gateway(u16),
    /// The same, asking to come back after a second.
    Later(u16),
    /// Somebody says that the session has ended, as Odoo does.
    Expire,
}

/// A line to a server. The requests to come meet the fates that are lined up for them, and then the usual one.
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

/// How many requests there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// What came from the client.
    pub came: usize,
    /// What went on to the server.
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

    /// Ends all that goes on, and lets nobody in any more: a server that was killed.
    pub async fn kill(&mut self) {
        if let Some(mut listening) = self.listening.take() {
            listening.shutdown().await;
        }
    }

    /// Lets them in again.
    pub fn revive(&mut self) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.address).unwrap();
        self.listen(socket.listen(64).unwrap());
    }

    /// A client by this line, on the wire of the others, that gives up soon.
    pub fn builder(&self, env: &Env) -> ClientBuilder {
        let here = Server {
            url: format!("http://{}", self.address),
            ..Server::clone(&env.server)
        };
        here.builder_on(env.wire).timeout(Duration::from_secs(20))
    }

    /// The same, once it has logged in.
    pub async fn client(&self, env: &Env) -> Client {
        self.log_in(self.builder(env)).await
    }

    pub async fn log_in(&self, builder: ClientBuilder) -> Client {
        let client = builder.build().unwrap();
        let ask = Call::read("res.users", "context_get");
        client.call(ask).await.unwrap();
        *self.counts.lock().unwrap() = Counts::default();
        client
    }

    /// What the next requests meet.
    pub fn next(&self, fates: &[Fate]) {
        self.fates.lock().unwrap().next.extend(fates);
    }

    /// Takes back what was lined up and not met.
    pub fn forget(&self) {
        self.fates.lock().unwrap().next.clear();
    }

    /// What requests meet for which nothing is lined up.
    pub fn usually(&self, usual: impl FnMut() -> Fate + Send + 'static) {
        self.fates.lock().unwrap().usual = Some(Box::new(usual));
    }

    /// How many requests there were since the last time, or since the client had logged in.
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
