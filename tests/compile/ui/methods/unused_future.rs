#![deny(unused_must_use)]
use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[odoo_methods(Partner)]
trait PartnerMethods {
    fn create_company(self);
}

fn run(odoo: Client, partner: Id<Partner>) {
    Partner::create_company(&odoo, partner);
}

fn main() {}
