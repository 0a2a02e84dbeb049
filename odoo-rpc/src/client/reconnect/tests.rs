use std::{
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::time::{Instant, sleep, timeout};

use crate::{
    call::Call,
    call_state::CallState,
    client::Client,
    error::{Error, TransportError, TransportErrorKind},
    fault::Fault,
    observability::{Connection, ConnectionState, Event, Events},
    outcome::Outcome,
    response::Response,
    transport::{BoxFuture, Transport},
};

/// How a server does that can be made to do otherwise.
#[derive(Clone, Copy)]
enum Manner {
    Answers,
    Raises,
    IsAway,
    SaysNothing,
    BreaksDown,
}

#[derive(Clone)]
struct Server(Arc<Mutex<(Manner, Vec<Instant>)>>);

impl Server {
    fn new(manner: Manner) -> Self {
        Server(Arc::new(Mutex::new((manner, Vec::new()))))
    }

    fn client(&self) -> Client {
        Client::new(self.clone())
    }

    fn set(&self, manner: Manner) {
        self.0.lock().unwrap().0 = manner;
    }

    /// When the client asked by itself.
    fn asked(&self) -> Vec<Instant> {
        self.0.lock().unwrap().1.clone()
    }
}

impl Transport for Server {
    fn call(&self, call: Call, own: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        let mut state = self.0.lock().unwrap();
        if call.probe {
            state.1.push(Instant::now());
        }
        let manner = state.0;
        Box::pin(async move {
            match manner {
                Manner::Answers => Ok(Response::bare(b"{}".to_vec(), &call, &own)),
                Manner::Raises => Err(Box::new(Fault::new("x", "x")).into()),
                Manner::IsAway => Err(error(TransportErrorKind::NotConnected)),
                Manner::BreaksDown => Err(error(TransportErrorKind::Status(500))),
                Manner::SaysNothing => match call.timeout() {
                    Some(limit) if !call.probe => {
                        sleep(limit).await;
                        Err(error(TransportErrorKind::Timeout))
                    }
                    _ => pending().await,
                },
            }
        })
    }
}

fn error(kind: TransportErrorKind) -> Error {
    TransportError::new(kind, Outcome::NotDone, "x").into()
}

fn read() -> Call {
    Call::read("m", "f").with_timeout(Duration::from_secs(1))
}

/// Long enough for the longest wait and the request after it.
const LONG: Duration = Duration::from_secs(60);

/// The next state, which must not be waited for in vain.
async fn changed(connection: &mut Connection) -> Option<ConnectionState> {
    timeout(LONG, connection.changed()).await.unwrap()
}

/// Waits until the client is gone, which must be at once.
async fn end(mut events: Events) {
    let since = Instant::now();
    let end = async { while events.next().await.is_some() {} };
    timeout(LONG, end).await.unwrap();
    assert_eq!(since.elapsed(), Duration::ZERO);
}

fn secs(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

#[tokio::test(start_paused = true)]
async fn waits_grow_up_to_half_a_minute() {
    let server = Server::new(Manner::IsAway);
    let client = server.client();
    let _watched = client.connection();
    let mut before = Instant::now();
    client.call(read()).await.unwrap_err();
    sleep(LONG * 10).await;
    let asked = server.asked();
    assert!(asked.len() > 15, "{asked:?}");
    let mut longest = 1.0;
    for at in asked {
        let wait = at - before;
        // Anywhere in the upper half, and a millisecond for the clock.
        let (least, most) = (secs(longest / 2.0), secs(longest + 0.002));
        assert!((least..=most).contains(&wait), "{wait:?} of {most:?}");
        longest = (longest * 1.5_f64).min(30.0);
        before = at;
    }
}

#[tokio::test(start_paused = true)]
async fn polling_ends_with_the_client() {
    let server = Server::new(Manner::IsAway);
    let client = server.client();
    let events = client.events();
    client.call(read()).await.unwrap_err();
    sleep(LONG).await;
    let asked = server.asked().len();
    assert!(asked > 0);
    drop(client);
    end(events).await;
    sleep(LONG * 10).await;
    assert_eq!(server.asked().len(), asked);
}

#[tokio::test(start_paused = true)]
async fn a_running_poll_ends_with_the_client() {
    let server = Server::new(Manner::SaysNothing);
    let client = server.client();
    let events = client.events();
    client.call(read()).await.unwrap_err();
    // Less than an answer may take.
    sleep(secs(1.0)).await;
    assert_eq!(server.asked().len(), 1);
    drop(client);
    end(events).await;
}

/// A way to watch the connection, for as long as the result is kept.
type Begin = fn(&Client) -> Box<dyn Send>;

#[tokio::test(start_paused = true)]
async fn polling_follows_the_watches() {
    let server = Server::new(Manner::IsAway);
    let client = server.client();
    client.call(read()).await.unwrap_err();
    sleep(LONG).await;
    assert!(server.asked().is_empty(), "nobody wants to know");
    let begin: [Begin; 2] = [
        |client| Box::new(client.events()),
        |client| Box::new(client.connection()),
    ];
    for begin in begin {
        let (since, before) = (Instant::now(), server.asked().len());
        let who = begin(&client);
        sleep(LONG).await;
        let asked = server.asked();
        assert!(asked.len() > before + 3, "{asked:?}");
        assert!(asked[before] - since <= secs(1.002), "{asked:?}");
        drop(who);
        // The question that was waiting is asked yet.
        sleep(LONG).await;
        let last = server.asked().len();
        assert!(last <= asked.len() + 1);
        sleep(LONG * 10).await;
        assert_eq!(server.asked().len(), last);
    }
    // An observer is one for as long as there is the client.
    let (since, before) = (Instant::now(), server.asked().len());
    client.observe(|_: &Event| {});
    sleep(LONG * 10).await;
    let asked = server.asked();
    assert!(asked.len() > before + 15, "{asked:?}");
    assert!(asked[before] - since <= secs(1.002), "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn there_is_one_poll_for_many_watches() {
    let server = Server::new(Manner::IsAway);
    let client = server.client();
    let (_events, _connection, _other) = (client.events(), client.connection(), client.events());
    for _ in 0..3 {
        client.call(read()).await.unwrap_err();
    }
    sleep(secs(0.4)).await;
    assert!(
        server.asked().is_empty(),
        "the first wait is half a second at least"
    );
    sleep(secs(0.7)).await;
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_exception_proves_that_the_server_answers() {
    let server = Server::new(Manner::IsAway);
    let client = server.client();
    let mut connection = client.connection();
    client.call(read()).await.unwrap_err();
    assert_eq!(changed(&mut connection).await, Some(ConnectionState::Lost));
    server.set(Manner::Raises);
    let back = changed(&mut connection).await;
    assert_eq!(back, Some(ConnectionState::Connected));
}

#[tokio::test(start_paused = true)]
async fn a_second_outage_is_polled_as_soon_as_the_first() {
    let server = Server::new(Manner::IsAway);
    let client = server.client();
    let _watched = client.connection();
    client.call(read()).await.unwrap_err();
    // Until the waits are long.
    sleep(LONG * 5).await;
    // One call restores the connection, and the next loses it again before the poll has ended.
    server.set(Manner::Answers);
    client.call(read()).await.unwrap();
    server.set(Manner::IsAway);
    let (since, before) = (Instant::now(), server.asked().len());
    client.call(read()).await.unwrap_err();
    sleep(secs(1.1)).await;
    let asked = server.asked();
    assert_eq!(asked.len(), before + 1, "{:?}", since.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_outage_during_a_poll_is_polled_as_soon() {
    let server = Server::new(Manner::IsAway);
    let client = server.client();
    let _watched = client.connection();
    client.call(read()).await.unwrap_err();
    sleep(LONG * 5).await;
    server.set(Manner::SaysNothing);
    let before = server.asked().len();
    let asked = async {
        while server.asked().len() == before {
            sleep(secs(0.1)).await;
        }
    };
    timeout(LONG, asked).await.unwrap();
    server.set(Manner::Answers);
    client.call(read()).await.unwrap();
    server.set(Manner::IsAway);
    client.call(read()).await.unwrap_err();
    sleep(secs(1.1)).await;
    assert_eq!(server.asked().len(), before + 2);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_is_lost_if_it_is_watched() {
    let server = Server::new(Manner::SaysNothing);
    let client = server.client();
    client.call(read()).await.unwrap_err();
    sleep(LONG).await;
    assert!(server.asked().is_empty(), "nobody listens");
    let mut connection = client.connection();
    let since = Instant::now();
    assert_eq!(changed(&mut connection).await, Some(ConnectionState::Lost));
    assert_eq!(
        since.elapsed().as_secs(),
        10,
        "as long as an answer may take"
    );
    server.set(Manner::Answers);
    let back = changed(&mut connection).await;
    assert_eq!(back, Some(ConnectionState::Connected));
}

#[tokio::test(start_paused = true)]
async fn a_slow_call_causes_one_poll_and_no_outage() {
    // What breaks down over the question is there, too.
    for manner in [Manner::Answers, Manner::Raises, Manner::BreaksDown] {
        let server = Server::new(Manner::SaysNothing);
        let client = server.client();
        let connection = client.connection();
        client.call(read()).await.unwrap_err();
        server.set(manner);
        sleep(LONG * 10).await;
        assert_eq!(connection.state(), ConnectionState::Connected);
        assert_eq!(server.asked().len(), 1);
    }
}
