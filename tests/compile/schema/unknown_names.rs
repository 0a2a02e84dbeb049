use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partnr")]
struct Misspelled {
    name: String,
}

#[derive(OdooModel)]
#[odoo(model = "library.book")]
struct NotPulled {
    name: String,
}

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    id: Id<Partner>,
    emial: Option<String>,
    #[odoo(field = "x_segment")]
    segment: Option<String>,
    mobile: Option<String>,
}

fn main() {}
