//! Lines that break between the client and a real server: what is tried again, and what is in the database afterwards.

use std::{
    collections::VecDeque,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use odoo_orm::{Upserted, prelude::*};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};

use super::{Env, behaviours};
use crate::{models::Partner, server::Server};

behaviours! {
    a_read_survives_lines_that_break,
    a_write_that_never_reached_the_server_is_not_done_twice,
    a_write_whose_answer_is_lost_is_done_once_and_unknown,
    an_upsert_whose_answer_is_lost_can_be_repeated,
}

/// What happens to a connection.
#[derive(Clone, Copy)]
enum Fate {
    Pass,
    /// It ends before the request is read.
    Cut,
    /// The server gets the request and answers it, and the answer is lost.
    Lose,
}

/// A line to the server on which the next connections meet their fates, and all others pass.
struct Line {
    url: String,
    fates: Arc<Mutex<VecDeque<Fate>>>,
    task: AbortHandle,
}

impl Line {
    async fn to(env: &Env) -> Line {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let fates: Arc<Mutex<VecDeque<Fate>>> = Arc::default();
        let (server, next) = (env.server.address(), Arc::clone(&fates));
        let accept = async move {
            while let Ok((client, _)) = listener.accept().await {
                let fate = next.lock().unwrap().pop_front();
                tokio::spawn(carry(client, server.clone(), fate));
            }
        };
        let task = tokio::spawn(accept).abort_handle();
        Line { url, fates, task }
    }

    /// A client that has logged in already, on the wire of the others.
    async fn client(&self, env: &Env) -> Client {
        let here = Server {
            url: self.url.clone(),
            ..Server::clone(&env.server)
        };
        let client = here.builder_on(env.wire).build().unwrap();
        Partner::search_count(&client, Domain::none())
            .await
            .unwrap();
        client
    }

    fn next(&self, fates: &[Fate]) {
        self.fates.lock().unwrap().extend(fates);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(mut client: TcpStream, server: String, fate: Option<Fate>) {
    match fate {
        None | Some(Fate::Pass) => {
            let mut server = TcpStream::connect(server).await.unwrap();
            let _ = copy_bidirectional(&mut client, &mut server).await;
        }
        Some(Fate::Cut) => drop(client),
        Some(Fate::Lose) => {
            let mut server = TcpStream::connect(server).await.unwrap();
            let mut request = Vec::new();
            while !is_whole(&request) && client.read_buf(&mut request).await.unwrap() > 0 {}
            server.write_all(&request).await.unwrap();
            // Odoo closes the connection behind its answer, and so after the transaction.
            let _ = server.read_to_end(&mut Vec::new()).await;
        }
    }
}

/// Whether a request is there to its end.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
    request.len() >= head.len() + 4 + length
}

/// Only a plain line can be cut in two.
fn is_plain(env: &Env) -> bool {
    env.server.url.starts_with("http://")
}

async fn a_read_survives_lines_that_break(env: Env) {
    if !is_plain(&env) {
        return;
    }
    Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    line.next(&[Fate::Cut, Fate::Lose]);
    let count = Partner::search_count(&client, env.ours()).await.unwrap();
    assert_eq!(count, 1);
    line.next(&[Fate::Lose, Fate::Lose, Fate::Lose]);
    let error = Partner::search_count(&client, env.ours())
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone);
    env.clean().await;
}

async fn a_write_that_never_reached_the_server_is_not_done_twice(env: Env) {
    if !is_plain(&env) {
        return;
    }
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    line.next(&[Fate::Cut]);
    // Nobody can tell this line from one that broke behind the request, so it is not tried again.
    let error = Partner::create(&client, env.partner("a"))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(env.names(Domain::all()).await, [""; 0]);
}

async fn a_write_whose_answer_is_lost_is_done_once_and_unknown(env: Env) {
    if !is_plain(&env) {
        return;
    }
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    line.next(&[Fate::Lose]);
    let error = Partner::create(&client, env.partner("a"))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_eq!(env.names(Domain::all()).await, ["a"]);
    env.clean().await;
}

async fn an_upsert_whose_answer_is_lost_can_be_repeated(env: Env) {
    if !is_plain(&env) {
        return;
    }
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    let id = format!("odoo_orm_tests.{}", env.tag.replace(' ', "_"));
    let upsert = || Partner::upsert(&client, &id, env.partner("a").set(Partner::COLOR, 3));
    // The call that looks for the record passes; the answer of the one that creates it is lost.
    line.next(&[Fate::Pass, Fate::Lose]);
    let error = upsert().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    let again = upsert().await.unwrap();
    assert!(matches!(again, Upserted::Updated(_)), "{again:?}");
    assert_eq!(env.names(Partner::COLOR.eq(3)).await, ["a"]);
    env.clean().await;
}
