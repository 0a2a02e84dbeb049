//! Methods, controllers and reports of modules.

use std::sync::Arc;

use odoo_rpc::Fault;
use serde_json::Value;

use super::World;
use crate::rpc::MethodCall;

#[expect(
    clippy::return_self_not_must_use,
    reason = "returns the same handle for chaining; all handles share one state"
)]
impl World {
    /// Adds a method to a model, or to every model if the name is empty.
    ///
    /// Use it for the methods of your own modules. It overrides a method of Odoo's.
    ///
    /// ```
    /// use odoo_mock::World;
    /// use odoo_rpc::Call;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_rpc::Error> {
    /// let world = World::new();
    /// world.method("sale.order", "action_confirm", |call| {
    ///     call.write(json!({"state": "sale"}))?;
    ///     Ok(json!(true))
    /// });
    /// let partner = world.create("res.partner", json!({"name": "Acme"}));
    /// let order = world.create("sale.order", json!({"partner_id": partner}));
    /// world.client().call(Call::write("sale.order", "action_confirm").on([order])).await?;
    /// assert_eq!(world.read("sale.order", order)["state"], "sale");
    /// # Ok(())
    /// # }
    /// ```
    pub fn method(
        &self,
        model: &str,
        method: &str,
        handler: impl Fn(&mut MethodCall<'_>) -> Result<Value, Box<Fault>> + Send + Sync + 'static,
    ) -> World {
        let name = (model.to_owned(), method.to_owned());
        let handlers = &mut self.state().registry.handlers;
        Arc::make_mut(handlers)
            .methods
            .insert(name, Arc::new(handler));
        self.clone()
    }

    /// Adds a JSON controller, by its path, which clients call with [`Client::route`](odoo_rpc::Client::route).
    ///
    /// Only logged-in users may call it. The parameters are the arguments of
    /// the call.
    ///
    /// ```
    /// use odoo_mock::World;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_rpc::Error> {
    /// let world = World::new();
    /// world.controller("/stock/count", |call| {
    ///     let found = call.call("res.partner", "search_count", json!([[["ref", "=", call.argument("ref")]]]))?;
    ///     Ok(json!({"count": found}))
    /// });
    /// world.create("res.partner", json!({"name": "Acme", "ref": "A1"}));
    /// let answer: serde_json::Value = world.client().route("/stock/count", json!({"ref": "A1"})).await?;
    /// assert_eq!(answer["count"], 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn controller(
        &self,
        path: &str,
        handler: impl Fn(&mut MethodCall<'_>) -> Result<Value, Box<Fault>> + Send + Sync + 'static,
    ) -> World {
        let handlers = &mut self.state().registry.handlers;
        Arc::make_mut(handlers)
            .controllers
            .insert(path.to_owned(), Arc::new(handler));
        self.clone()
    }

    /// Adds a report, by its technical name: a function that returns its bytes.
    ///
    /// Clients download it with [`Download::report`](odoo_rpc::Download::report).
    ///
    /// ```
    /// use odoo_mock::World;
    /// use odoo_rpc::Download;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_rpc::Error> {
    /// let world = World::new();
    /// world.report("sale.report_saleorder", |call| Ok(format!("%PDF of {:?}", call.ids()).into()));
    /// let pdf = world.client().download(Download::report("sale.report_saleorder", [7])).await?;
    /// assert_eq!(pdf.bytes().await?, b"%PDF of [7]");
    /// # Ok(())
    /// # }
    /// ```
    pub fn report(
        &self,
        name: &str,
        handler: impl Fn(&mut MethodCall<'_>) -> Result<Vec<u8>, Box<Fault>> + Send + Sync + 'static,
    ) -> World {
        let handlers = &mut self.state().registry.handlers;
        Arc::make_mut(handlers)
            .reports
            .insert(name.to_owned(), Arc::new(handler));
        self.clone()
    }
}
