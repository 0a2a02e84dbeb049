use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    name: i64,
    color: Option<String>,
    email: Option<Many2one<Partner>>,
    child_ids: Many2many<Partner>,
    /// A date on 14, a text on 19.
    date: Option<NaiveDate>,
    credit_limit: bool,
    /// A type that a macro does not know.
    active: odoo_orm::Binary,
}

fn main() {}
