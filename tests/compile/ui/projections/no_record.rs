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

struct Plain {
    name: String,
}

async fn run(odoo: Client) {
    let _ = Partner::search_read(&odoo, Domain::all()).select::<Plain>().await;
}

fn main() {}
