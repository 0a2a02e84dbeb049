use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[odoo_methods(Partner)]
#[odoo(crat = odoo_orm)]
trait PartnerMethods {
    #[odoo(raed, method = "open_parent")]
    fn open(self) -> Action;
    #[odoo(read = true, method)]
    fn get_formview_id(self) -> Option<i64>;
    #[odoo(method = "two words")]
    fn two_words(self);
    fn subscribe(self, #[odoo(name = "partner_ids")] partners: &[Id<Partner>]);
}

async fn the_rest_is_not_wrong_for_it(odoo: Client, id: Id<Partner>) -> Result<(), odoo_orm::Error> {
    let _: Action = Partner::open(&odoo, id).await?;
    Partner::subscribe(&odoo, id, &[id]).await
}

fn main() {}
