//! Recorded calls and snapshots.

use super::{Calls, Recorded, World, WorldSnapshot};

impl World {
    /// Returns the calls of clients so far, in order. Fixtures are not included.
    pub fn calls(&self) -> Vec<Recorded> {
        self.state().calls.clone()
    }

    /// Clears the recorded calls.
    pub fn forget_calls(&self) {
        self.state().calls.clear();
    }

    /// Returns the calls of a name such as `res.partner.create`, for assertions.
    ///
    /// ```
    /// use odoo_mock::World;
    /// use odoo_rpc::Call;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_rpc::Error> {
    /// let world = World::new();
    /// let call = Call::write("res.partner", "create").arg("vals_list", json!([{"name": "Acme"}]));
    /// world.client().call(call).await?;
    /// world.assert_called("res.partner.create").with(&json!({"name": "Acme"})).by("admin").once();
    /// world.assert_called("res.partner.unlink").never();
    /// # Ok(())
    /// # }
    /// ```
    pub fn assert_called(&self, name: &str) -> Calls {
        let all = self.calls();
        let found = all
            .iter()
            .filter(|call| call.name == name)
            .cloned()
            .collect();
        Calls {
            name: name.to_owned(),
            found,
            all,
        }
    }

    /// Takes a snapshot of the records.
    pub fn snapshot(&self) -> WorldSnapshot {
        let state = self.state();
        WorldSnapshot {
            db: state.db.clone(),
            registry: state.registry.clone(),
        }
    }

    /// Restores the records of a snapshot.
    pub fn restore(&self, snapshot: &WorldSnapshot) {
        let mut state = self.state();
        state.db = snapshot.db.clone();
        state.registry = snapshot.registry.clone();
    }
}
