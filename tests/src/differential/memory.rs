//! The in-memory Odoo, which follows a real server.

use odoo_mock::World;
use serde_json::Value;

use super::{
    compare::Compared,
    event::{Answered, Setup},
    schema,
    side::Side,
};

/// A world with the models, and the known state of the real server.
#[derive(Debug)]
pub(super) struct Memory {
    side: Side,
    world: World,
    /// All records of the real server after the last event.
    real: Value,
    setups: Vec<Setup>,
    // Stops when it is dropped.
    _http: odoo_mock::Server,
}

impl Memory {
    pub(super) async fn new(major: u16) -> Self {
        let world = World::version(major);
        schema::make_memory(&world);
        let http = odoo_mock::Server::start(&world).await.unwrap();
        let builder = odoo_orm::Client::builder(http.url()).unwrap();
        let login = odoo_orm::Credentials::password("admin", "admin");
        let builder = builder.database(world.database()).login(login);
        Memory {
            side: Side::new(builder.build().unwrap()),
            world,
            real: Value::Null,
            setups: Vec::new(),
            _http: http,
        }
    }

    pub(super) async fn begin(&mut self) {
        self.side.clear().await;
        self.real = Value::Null;
        self.setups.clear();
    }

    /// Stores a call until the ids of all its records are known.
    pub(super) fn prepare(&mut self, setup: Setup) {
        self.setups.push(setup);
    }

    /// Creates the records. Returns whether they equal the real server's.
    pub(super) async fn make(&mut self, state: Value) -> bool {
        self.number(&state);
        let mut alike = true;
        for setup in std::mem::take(&mut self.setups) {
            alike &= self.side.send(&setup.request).await == setup.answer;
        }
        alike &= self.side.state().await == state;
        self.real = state;
        alike
    }

    /// Sends a call that a real server has answered.
    pub(super) async fn compare(&mut self, call: Answered) -> Compared {
        if let Some(state) = &call.state {
            self.number(state);
        }
        let found = self.side.send(&call.request).await;
        let mut other_state = None;
        if let Some(state) = &call.state {
            let now = self.side.state().await;
            other_state = (now != *state).then_some(now);
            self.real = state.clone();
        }
        Compared::new(call, found, other_state)
    }

    /// New records get the ids of the real server, whose sequences do not roll back.
    fn number(&self, state: &Value) {
        let ids = |state: &Value, model: &str| -> Vec<i64> {
            let rows = state[model].as_array().into_iter().flatten();
            rows.map(|row| row["id"].as_i64().unwrap()).collect()
        };
        for model in schema::MODELS {
            let last = ids(&self.real, model).last().copied().unwrap_or(0);
            if let Some(first) = ids(state, model).into_iter().find(|id| *id > last) {
                self.world.set_next_id(model, first);
            }
        }
    }
}
