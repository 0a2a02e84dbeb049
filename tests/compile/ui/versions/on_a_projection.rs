use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    id: Id<Partner>,
    #[odoo(until = 18)]
    mobile: Option<String>,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct Numbers {
    #[odoo(until = 18)]
    mobile: Option<String>,
    #[odoo(renamed(until = 18, "id"))]
    id: Id<Partner>,
}

fn main() {}
