use odoo_orm::prelude::*;

#[derive(Selection)]
enum State {
    Draft,
    Sent,
    Sale,
    Done,
    Cancel,
}

#[derive(Selection)]
enum Kind {
    Contact,
    Invoice,
    Delivery,
    Other,
}

#[derive(OdooModel)]
#[odoo(model = "sale.order")]
struct Order {
    /// `done` is not a key.
    #[odoo(readonly)]
    state: State,
}

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    /// `private` is a key on 14.
    #[odoo(field = "type")]
    kind: Option<Kind>,
    /// No selection.
    name: Kind,
}

fn main() {}
