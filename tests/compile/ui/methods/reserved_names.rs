use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[odoo_methods(Partner)]
trait PartnerMethods {
    fn _compute_display_name(self);
    #[odoo(method = "init")]
    fn set_up();
    fn open_parent(ids: &[Id<Partner>]) -> Action;
    fn create_company(self, context: Option<&str>) -> bool;
}

fn main() {}
