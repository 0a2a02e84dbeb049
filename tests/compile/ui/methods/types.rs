use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

#[odoo_methods(Partner)]
trait PartnerMethods {
    fn open_parent(self, parent: Partner, size: u64) -> Result<Action, odoo_orm::Error>;
    fn create_company(self) -> Country;
}

fn main() {}
