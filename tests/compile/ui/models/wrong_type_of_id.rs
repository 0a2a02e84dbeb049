use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    id: Id<Country>,
}

#[derive(OdooModel)]
#[odoo(model = "res.country")]
struct Country {
    id: i64,
}

#[derive(OdooModel)]
#[odoo(model = "res.country.state")]
struct State {
    id: Option<Id<State>>,
}

#[derive(OdooModel)]
#[odoo(model = "res.currency")]
struct Currency {
    #[odoo(field = "id")]
    number: NotLoaded<Id<Self>>,
}

fn main() {}
