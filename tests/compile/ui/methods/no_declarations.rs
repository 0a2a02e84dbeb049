use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[odoo_methods(Partner)]
trait PartnerMethods<T> {
    const LIMIT: usize;
    type Other: Into<fn()>;
    fn open_parent(self) -> Action {
        todo!()
    }
    fn create_company(&self);
    fn open_commercial_entity(mut self: Box<Self>) -> Action;
    async fn find_or_create(email: &str) -> Id<Partner>;
    pub fn get_formview_id(self) -> Option<i64>;
    fn address_get<A>(self, adr_pref: Vec<A>) -> odoo_orm::NotLoaded<String>;
    fn message_post(self, (body, subject): (&str, &str));
    fn message_notify(self, _: &str);
    fn message_subscribe(self, partner_ids: impl IntoIterator<Item = i64>) -> impl Send;
}

fn main() {}
