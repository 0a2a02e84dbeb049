use odoo_orm::{Versioned, prelude::*};

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    #[odoo(since = 17)]
    id: Id<Partner>,
    #[odoo(since = "17")]
    text: Option<String>,
    #[odoo(until = 170)]
    far: Option<String>,
    #[odoo(since = 18, until = 16)]
    never: Option<String>,
    #[odoo(until = 18, until = 17)]
    twice: Option<String>,
    #[odoo(renamed = "old")]
    bare: Option<String>,
    #[odoo(renamed(since = 18, "old"))]
    since: Option<String>,
    #[odoo(renamed(until = 18))]
    unnamed: Option<String>,
    #[odoo(renamed(until = 18, "no name"))]
    invalid: Option<String>,
    #[odoo(renamed(until = 18, "same"))]
    same: Option<String>,
    #[odoo(renamed(until = 18, "one"), renamed(until = 18, "other"))]
    two: Option<String>,
    #[odoo(since = 17, renamed(until = 16, "before"))]
    early: Option<String>,
    always: Versioned<i64>,
    #[odoo(skip, since = 17)]
    own: Option<String>,
}

#[derive(OdooModel)]
#[odoo(model = "res.users")]
struct User {
    #[odoo(until = 17)]
    color: Option<i64>,
    #[odoo(field = "color", since = 17)]
    color_name: Option<String>,
}

fn main() {}
