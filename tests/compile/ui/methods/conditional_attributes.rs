use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[odoo_methods(Partner)]
#[cfg_attr(all(), odoo(crate = odoo_orm))]
trait PartnerMethods {
    #[cfg_attr(all(), odoo(method = "open_parent"))]
    fn open(self) -> Action;
    #[cfg_attr(any(), doc = "x", odoo(read))]
    #[cfg_attr(all(), doc = "x")]
    fn get_formview_id(self) -> Option<i64>;
    fn subscribe(self, #[cfg_attr(all(), odoo(name = "partner_ids"))] partners: &[Id<Partner>]);
}

fn main() {}
