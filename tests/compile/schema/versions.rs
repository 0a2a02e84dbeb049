use odoo_orm::{Versioned, prelude::*};

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    // Gone, with the wrong version.
    #[odoo(until = 19)]
    mobile: Option<String>,
    // New, without an attribute.
    contact_address: Option<String>,
    // On both.
    #[odoo(since = 17)]
    email: Option<String>,
    #[odoo(renamed(until = 18, "colour"))]
    color: i64,
    // A type for each version, and one that is wrong.
    #[odoo(until = 18)]
    date: Option<NaiveDate>,
    #[odoo(field = "date", since = 19)]
    date_text: Versioned<bool>,
}

#[derive(OdooModel)]
#[odoo(model = "res.users")]
struct User {
    group_ids: Many2many<Partner>,
}

#[derive(OdooModel)]
#[odoo(model = "res.users")]
struct OldUser {
    groups_id: Many2many<odoo_orm::Any>,
}

fn main() {}
