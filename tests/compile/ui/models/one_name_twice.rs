use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    id: Id<Partner>,
    name: String,
    #[odoo(field = "name")]
    title: NotLoaded<String>,
    #[odoo(field = "id")]
    key: Id<Partner>,
}

fn main() {}
