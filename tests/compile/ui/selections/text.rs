use odoo_orm::prelude::*;

#[derive(Selection)]
pub enum State {
    Draft,
    Done,
}

#[derive(Selection)]
pub enum Kind {
    Contact,
}

#[derive(OdooModel)]
#[odoo(model = "sale.order")]
pub struct Order {
    pub id: Id<Order>,
    pub state: State,
}

fn main() {
    let _ = Order::STATE.eq("draft");
    let _ = Order::STATE.eq(Kind::Contact);
    let _ = Order::STATE.ilike("dra");
    let _ = Values::new().set(Order::STATE, "draft");
}
