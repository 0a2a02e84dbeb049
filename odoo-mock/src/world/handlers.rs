//! Methods, controllers and reports of modules.

use std::sync::Arc;

use odoo_rpc::Fault;
use serde_json::Value;

use super::World;
use crate::handlers::MethodCall;

#[expect(
    clippy::return_self_not_must_use,
    reason = "a world is a handle, given back to go on with: what is brought is brought to the one state"
)]
impl World {
    /// Brings a method of a model, such as one of a module of one's own; an empty model is every model. One that Odoo has gives way to it.
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
        let handlers = &mut self.state().db.handlers;
        Arc::make_mut(handlers)
            .methods
            .insert(name, Arc::new(handler));
        self.clone()
    }

    /// Brings a JSON controller for users, by its path, which clients call by [`Client::route`](odoo_rpc::Client::route). Its parameters are the arguments of
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
        let handlers = &mut self.state().db.handlers;
        Arc::make_mut(handlers)
            .controllers
            .insert(path.to_owned(), Arc::new(handler));
        self.clone()
    }

    /// Brings a report, by its technical name: what makes its bytes, which clients get by [`Download::report`](odoo_rpc::Download::report).
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
        let handlers = &mut self.state().db.handlers;
        Arc::make_mut(handlers)
            .reports
            .insert(name.to_owned(), Arc::new(handler));
        self.clone()
    }
}
