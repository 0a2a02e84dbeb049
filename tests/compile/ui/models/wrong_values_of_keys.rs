use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "Res Users", model = "res.users")]
struct User {
    #[odoo(readonly = true)]
    login: String,
    #[odoo(field)]
    name: String,
    #[odoo(field = "two words")]
    other: String,
    #[odoo(token = "LAST")]
    last: String,
}

fn main() {}
