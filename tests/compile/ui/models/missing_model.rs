use odoo_orm::prelude::*;

#[derive(OdooModel)]
struct User {
    login: String,
}

fn main() {
    let _ = User::LOGIN.eq("the rest of the program is not wrong for it");
}
