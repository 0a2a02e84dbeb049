use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(modle = "res.users", model = "res.users")]
struct User {
    #[odoo(read_only)]
    login: String,
    #[odoo(name = "x", fiedl = "y")]
    name: String,
}

fn main() {
    let _ = User::LOGIN.eq("the rest of the program is not wrong for it");
}
