use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub color: i64,
    #[odoo(readonly)]
    pub display_name: String,
    pub country_id: Option<Many2one<Country>>,
    pub child_ids: One2many<Partner>,
}

#[derive(OdooModel)]
#[odoo(model = "res.country")]
pub struct Country {
    pub id: Id<Country>,
    pub code: String,
}

fn main() {
    let _ = Values::new().unset(Partner::CHILD_IDS);
}
