//! The Odoo in memory against a real one: the same calls on the same records, and the answers compared.
//!
//! An episode makes a few records at random on both, and then sends calls at random to both. The real server's answer is right. What differs is
//! made as small as it still differs, and printed; the figure is how many calls agree, by kind.

mod calls;
mod domains;
mod random;
mod records;
mod report;
mod schema;
mod shrink;
mod side;

pub use report::Report;

use odoo_mock::World;
use serde_json::{Value, json};

use self::{calls::Request, random::Random, records::Records, side::Side};
use crate::server::Server;

/// How many calls an episode has.
const CALLS: usize = 60;

/// A real server and one in memory, with the same models.
#[derive(Debug)]
pub struct Pair {
    real: Side,
    memory: Side,
    world: World,
    major: u16,
    // Stops when it is dropped.
    _http: odoo_mock::Server,
}

impl Pair {
    /// Makes the models on the real server, if they are not there yet, and in memory.
    pub async fn new(server: &Server) -> Self {
        let real = Side::new(server.builder().build().unwrap());
        let major = real.version().await;
        schema::make_real(&real, major).await;
        let world = World::version(major);
        schema::make_memory(&world);
        let http = odoo_mock::Server::start(&world).await.unwrap();
        let builder = odoo_orm::Client::builder(http.url()).unwrap();
        let login = odoo_orm::Login::password("admin", "admin");
        let builder = builder.database(world.database()).login(login);
        let memory = Side::new(builder.build().unwrap());
        Pair {
            real,
            memory,
            world,
            major,
            _http: http,
        }
    }

    /// The version of both.
    pub fn major(&self) -> u16 {
        self.major
    }

    /// Runs the episode of a seed, and notes what comes of each call.
    pub async fn episode(&self, seed: u64, report: &mut Report) {
        let mut random = Random::new(seed);
        let Some(mut records) = self.fill(&mut random).await else {
            report.failed(seed, "the records of the episode could not be made alike");
            return;
        };
        for _ in 0..CALLS {
            let request = calls::any(&mut random, &records, self.major);
            let (expected, found) = self.both(&request).await;
            let mut agree = expected == found;
            if request.changes {
                let now = self.state(&self.real).await;
                let same = now == self.state(&self.memory).await;
                agree &= same;
                records.update(&now);
            }
            report.count(request.kind, agree);
            if agree {
                continue;
            }
            let (small, expected, found) = if request.changes {
                (request.clone(), expected, found)
            } else {
                shrink::smallest(self, request.clone(), (expected, found)).await
            };
            report.difference(seed, &small, &expected, &found);
            if request.changes {
                if expected == found {
                    report.states(
                        &self.state(&self.real).await,
                        &self.state(&self.memory).await,
                    );
                }
                // From here on the two are not alike: others are made.
                let Some(others) = self.fill(&mut random).await else {
                    report.failed(seed, "the records of the episode could not be made alike");
                    return;
                };
                records = others;
            }
        }
    }

    /// Sends a call to both. What the real server has numbered is numbered so in memory, too.
    async fn both(&self, request: &Request) -> (Value, Value) {
        if !request.changes {
            return (
                self.real.send(request).await,
                self.memory.send(request).await,
            );
        }
        let before = self.highest().await;
        let expected = self.real.send(request).await;
        for (model, last) in schema::MODELS.iter().zip(before) {
            let domain = json!([["id", ">", last]]);
            if let Some(first) = self.real.ids(model, &domain).await.first() {
                self.world.set_next_id(model, *first);
            }
        }
        (expected, self.memory.send(request).await)
    }

    async fn highest(&self) -> Vec<i64> {
        let mut highest = Vec::new();
        for model in schema::MODELS {
            let ids = self.real.ids(model, &json!([])).await;
            highest.push(ids.last().copied().unwrap_or(0));
        }
        highest
    }

    /// All records of both, but for the times of the log.
    async fn state(&self, side: &Side) -> Value {
        let mut all = serde_json::Map::new();
        for model in schema::MODELS {
            all.insert((*model).to_owned(), side.everything(model).await);
        }
        all.into()
    }

    async fn clear(&self) {
        for side in [&self.real, &self.memory] {
            for model in schema::MODELS.iter().rev() {
                let ids = side.ids(model, &json!([])).await;
                side.send(&Request::new("clear", model, "unlink", json!([ids])))
                    .await;
            }
        }
    }

    async fn fill(&self, random: &mut Random) -> Option<Records> {
        self.clear().await;
        let mut records = Records::default();
        for request in records::first(random) {
            let (expected, found) = self.both(&request).await;
            if expected != found {
                return None;
            }
            records.update(&self.state(&self.real).await);
        }
        for request in records::second(random, &records) {
            let (expected, found) = self.both(&request).await;
            if expected != found {
                return None;
            }
            records.update(&self.state(&self.real).await);
        }
        Some(records)
    }
}
