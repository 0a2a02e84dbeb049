//! Generated code compiles where the program forbids the lints that generated code may allow.
#![forbid(deprecated)]
#![deny(warnings, clippy::pedantic)]

use odoo_orm::{Client, Error, prelude::*};

#[derive(Debug, OdooModel)]
#[odoo(model = "x.order")]
pub struct Order {
    pub id: Id<Self>,
    pub name: String,
    pub state: Option<State>,
    pub line_ids: One2many<Line>,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "x.line")]
pub struct Line {
    pub id: Id<Self>,
    pub order_id: Many2one<Order>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
pub enum State {
    Draft,
    Done,
}

#[derive(Debug, Projection)]
#[odoo(of = Order)]
pub struct Brief {
    pub name: String,
    #[odoo(nested)]
    pub line_ids: Vec<Line>,
}

#[odoo_methods(Order)]
pub trait OrderMethods {
    fn action_confirm(self, quantity: i64, name: &str) -> Option<bool>;
}

/// Uses all of it.
///
/// # Errors
///
/// As the calls.
pub async fn confirm(odoo: &Client) -> Result<(), Error> {
    let draft = Order::STATE.eq(State::Draft);
    let orders = Order::search_read(odoo, draft).select::<Brief>().await?;
    println!("{orders:?}");
    Order::action_confirm(odoo, Id::new(1), 1, "x").await?;
    Ok(())
}

fn main() {
    println!("{}", State::Done);
}
