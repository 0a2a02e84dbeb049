//! Typed calls of model methods, such as the methods of Odoo's modules.

mod action;
mod argument;
pub(crate) mod call;
mod later;
mod method_result;

pub use action::Action;
pub use argument::{Argument, IntoArgument};
pub use call::TypedCall;
pub use method_result::FromMethodResult;

/// ```
/// use odoo_orm::prelude::*;
///
/// #[derive(OdooModel)]
/// #[odoo(model = "sale.order")]
/// struct Order {
///     id: Id<Order>,
///     name: String,
/// }
///
/// #[odoo_methods(Order)]
/// trait OrderMethods {
///     /// Confirms quotations.
///     fn action_confirm(self);
///     /// Returns the URL where the customer sees the order.
///     #[odoo(read)]
///     fn get_portal_url(self, suffix: Option<&str>, anchor: Option<&str>) -> String;
///     /// Returns the form that opens next in the web client.
///     fn action_quotation_send(self) -> Option<Action>;
///     /// A method of the model, not of records: it has no `self`.
///     #[odoo(read)]
///     fn get_empty_list_help(help_message: &str) -> Option<String>;
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), odoo_orm::Error> {
/// # let world = odoo_mock::World::new();
/// # world.method("sale.order", "action_confirm", |_| Ok(true.into()));
/// # world.method("sale.order", "get_portal_url", |_| Ok("/my/orders/1".into()));
/// # world.method("sale.order", "get_empty_list_help", |_| Ok(false.into()));
/// # let odoo = world.client();
/// # let partner = world.create("res.partner", serde_json::json!({"name": "Acme"}));
/// # let quotations = [Id::new(world.create("sale.order", serde_json::json!({"partner_id": partner})))];
/// Order::action_confirm(&odoo, &quotations).await?;
/// for &order in &quotations {
///     let url: String = Order::get_portal_url(&odoo, order, None, Some("discussion")).await?;
///     println!("{url}");
/// }
/// let help: Option<String> = Order::get_empty_list_help(&odoo, "").await?;
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "derive")]
pub use odoo_derive::odoo_methods;
