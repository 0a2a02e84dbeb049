//! A real server, to which generated calls are sent.

use super::{
    calls::{self, Request},
    event::{Answered, Event, Follow, Setup},
    random::Random,
    records::{self, Records},
    schema,
    side::Side,
};
use crate::server::Server;

/// The number of calls in an episode.
const CALLS: usize = 60;

/// A real server with the models.
#[derive(Debug)]
pub(super) struct Real {
    side: Side,
    pub(super) major: u16,
}

impl Real {
    /// Creates the models on the server, if they do not exist.
    pub(super) async fn new(server: &Server) -> Self {
        let side = Side::new(server.builder().build().unwrap());
        let major = side.version().await;
        schema::make_real(&side, major).await;
        Real { side, major }
    }

    /// Runs the episode of a seed.
    ///
    /// If a follower's records differ, the episode starts again with other records.
    pub(super) async fn episode(&self, seed: u64, follower: &mut impl Follow) {
        let mut random = Random::new(seed);
        let Some(mut records) = self.begin(&mut random, follower).await else {
            return;
        };
        for _ in 0..CALLS {
            let request = calls::any(&mut random, &records, self.major);
            let call = self.call(seed, request).await;
            if let Some(state) = &call.state {
                records.update(state);
            }
            if follower.follow(Event::Call(call)).await {
                continue;
            }
            let Some(others) = self.begin(&mut random, follower).await else {
                return;
            };
            records = others;
        }
    }

    /// Sends a call, and reads all records if it may have changed any.
    pub(super) async fn call(&self, seed: u64, request: Request) -> Answered {
        let answer = self.side.send(&request).await;
        let state = if request.changes {
            Some(self.side.state().await)
        } else {
            None
        };
        Answered {
            seed,
            request,
            answer,
            state,
        }
    }

    /// Creates records. Returns none if the follower cannot create the same ones.
    async fn begin(&self, random: &mut Random, follower: &mut impl Follow) -> Option<Records> {
        self.side.clear().await;
        follower.follow(Event::Begin).await;
        let mut records = Records::default();
        for part in [records::first, records::second] {
            let request = part(random, &records);
            let answer = self.side.send(&request).await;
            records.update(&self.side.state().await);
            follower
                .follow(Event::Setup(Setup { request, answer }))
                .await;
        }
        let state = self.side.state().await;
        let alike = follower.follow(Event::State { state }).await;
        alike.then_some(records)
    }
}
