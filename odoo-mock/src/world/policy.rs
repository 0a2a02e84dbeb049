//! Access rights and record rules.

use std::sync::Arc;

use super::World;
use crate::query::{Operation, RecordRule, Who};

impl World {
    /// Removes a right from a user, by login, or from a group, by external id.
    ///
    /// The last setting for a user's right wins.
    ///
    /// ```
    /// use odoo_mock::{Operation, World};
    /// use odoo_rpc::Call;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let world = World::new();
    /// world.user("clerk", "secret");
    /// world.deny("clerk", Operation::Read, "res.partner");
    /// let call = Call::read("res.partner", "search").arg("domain", serde_json::json!([]));
    /// let error = world.client_as("clerk").call(call).await.unwrap_err();
    /// assert!(error.fault().unwrap().is_access());
    /// # }
    /// ```
    pub fn deny(&self, who: &str, operation: Operation, model: &str) {
        Arc::make_mut(&mut self.state().registry.policy).grant(
            Who::named(who),
            operation,
            model,
            false,
        );
    }

    /// Grants a right to a user, by login, or to a group, by external id.
    pub fn allow(&self, who: &str, operation: Operation, model: &str) {
        Arc::make_mut(&mut self.state().registry.policy).grant(
            Who::named(who),
            operation,
            model,
            true,
        );
    }

    /// Adds a record rule.
    ///
    /// ```
    /// use odoo_mock::{RecordRule, World};
    /// use odoo_rpc::Call;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_rpc::Error> {
    /// let world = World::new();
    /// let clerk = world.user("clerk", "secret");
    /// let own = world.create("res.partner", json!({"name": "Own", "user_id": clerk}));
    /// world.create("res.partner", json!({"name": "Another's"}));
    /// world.rule(RecordRule::of_user("res.partner", |user| json!([["user_id", "=", user]])).only_for("clerk"));
    ///
    /// let call = Call::read("res.partner", "search").arg("domain", json!([]));
    /// let seen: Vec<i64> = world.client_as("clerk").call(call).await?.decode()?;
    /// assert_eq!(seen, [own]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn rule(&self, rule: RecordRule) {
        Arc::make_mut(&mut self.state().registry.policy).rule(rule);
    }
}
