use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

#[odoo_methods(Partner)]
trait PartnerMethods {
    fn message_post(self, body: &str, parent_id: Option<i64>) -> i64;
}

async fn run(odoo: Client, country: Id<Country>, partner: Id<Partner>) {
    let _ = Partner::message_post(&odoo, country, "x", None).await;
    let _ = Partner::message_post(&odoo, partner, 3, None).await;
    let _ = Partner::message_post(&odoo, partner, "x").await;
    let _: Result<String, _> = Partner::message_post(&odoo, partner, "x", None).await;
    let _ = Country::message_post(&odoo, country, "x", None).await;
}

fn main() {}
