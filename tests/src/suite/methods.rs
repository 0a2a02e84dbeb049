//! Methods of Odoo's modules, declared with `odoo_methods`.

use odoo_orm::{Error, Field, prelude::*};
use serde_json::Value;

use super::{Env, behaviours};
use crate::models::{Order, Partner};

behaviours! {
    a_method_without_a_result_changes_its_records,
    a_method_gives_an_action_or_none,
    a_method_of_the_model_needs_no_records,
    arguments_go_by_name_and_none_is_the_default,
    a_record_is_read_however_a_version_writes_it,
    no_result_is_none,
    a_result_of_another_type_is_named,
    a_method_or_parameter_that_is_not_there_is_a_fault,
    without_records_nothing_is_called,
}

/// What customers and salespeople do with an order.
#[odoo_methods(Order)]
trait OrderMethods {
    fn action_confirm(self);
    /// The same, with what the method returns: `True`, and so no action.
    #[odoo(method = "action_confirm")]
    fn confirm_and_see(self) -> Option<Action>;
    fn action_cancel(self) -> Value;
    fn action_quotation_send(self) -> Action;
    #[odoo(read)]
    fn get_portal_url(self, query_string: Option<&str>, anchor: Option<&str>) -> String;
    fn no_such_method(self);
    #[odoo(method = "get_portal_url")]
    fn no_such_parameter(self, parameter: i64) -> String;
}

#[odoo_methods(Partner)]
trait PartnerMethods: Thread {
    fn open_commercial_entity(self) -> Action;
    fn find_or_create(email: &str, assert_valid_email: Option<bool>) -> Id<Partner>;
    #[odoo(method = "name_create")]
    fn create_named(name: &str) -> Id<Partner>;
    #[odoo(read)]
    fn get_import_templates() -> Value;
    #[odoo(read)]
    fn get_formview_id(self) -> Option<i64>;
    #[odoo(read, method = "get_formview_id")]
    fn formview_id(self) -> i64;
    #[odoo(method = "action_archive")]
    fn archive_and_see(self) -> Option<bool>;
    /// Gives the records themselves. Odoo 14 writes them as text; it is private from 18 on.
    #[odoo(read)]
    fn sudo(self) -> Vec<Id<Partner>>;
}

/// What every model with a chatter has.
#[odoo_methods]
trait Thread {
    fn message_post(
        self,
        body: &str,
        subject: Option<&str>,
        partner_ids: &[Id<Partner>],
    ) -> Id<Message>;
}

impl Thread for Partner {}
impl Thread for Order {}

#[derive(Debug, OdooModel)]
#[odoo(model = "mail.message")]
struct Message {
    subject: Option<String>,
    partner_ids: Many2many<Partner>,
}

const STATE: Field<Order, String> = Field::named("state");

impl Env {
    async fn order(&self) -> (Id<Partner>, Id<Order>) {
        let customer = Partner::create(&self.odoo, self.partner("customer"))
            .await
            .unwrap();
        let values = Values::new().set(Order::PARTNER_ID, customer);
        (customer, Order::create(&self.odoo, values).await.unwrap())
    }

    async fn clean_order(&self, order: Id<Order>) {
        // Of an order that is no draft, 16 to 18 return a wizard instead (`sale/models/sale_order.py`).
        let odoo = Context::new().set("disable_cancel_warning", true);
        let odoo = self.odoo.with_context(odoo);
        Order::action_cancel(&odoo, order).await.unwrap();
        Order::unlink(&self.odoo, order).await.unwrap();
        self.clean().await;
    }
}

async fn a_method_without_a_result_changes_its_records(env: Env) {
    let (_, order) = env.order().await;
    Order::action_confirm(&env.odoo, order).await.unwrap();
    let confirmed = Order::ID.eq(order) & STATE.eq("sale");
    let found = Order::search(&env.odoo, confirmed).await.unwrap();
    assert_eq!(found, [order]);
    env.clean_order(order).await;
}

async fn a_method_gives_an_action_or_none(env: Env) {
    let (customer, order) = env.order().await;
    let send = Order::action_quotation_send(&env.odoo, order)
        .await
        .unwrap();
    assert_eq!(send.kind(), "ir.actions.act_window");
    assert_eq!(send.res_model(), Some("mail.compose.message"));
    assert_eq!(send.context().unwrap()["default_model"], "sale.order");
    assert_eq!((send.record::<Order>(), send.res_id()), (None, None));
    let open = Partner::open_commercial_entity(&env.odoo, customer)
        .await
        .unwrap();
    assert_eq!(open.record(), Some(customer));
    let none = Order::confirm_and_see(&env.odoo, order).await.unwrap();
    assert_eq!(none, None);
    env.clean_order(order).await;
}

async fn a_method_of_the_model_needs_no_records(env: Env) {
    let templates = Partner::get_import_templates(&env.odoo).await.unwrap();
    let label = templates[0]["label"].as_str().unwrap();
    assert!(label.starts_with("Import Template"), "{label}");
    // `[id, name]` on every version.
    let id = Partner::create_named(&env.odoo, &env.name("a"))
        .await
        .unwrap();
    assert_eq!(env.names(Partner::ID.eq(id)).await, ["a"]);
    env.clean().await;
}

async fn arguments_go_by_name_and_none_is_the_default(env: Env) {
    let (_, order) = env.order().await;
    let plain = Order::get_portal_url(&env.odoo, order, None, None)
        .await
        .unwrap();
    assert!(
        plain.starts_with(&format!("/my/orders/{order}?")),
        "{plain}"
    );
    let with_anchor = Order::get_portal_url(&env.odoo, order, None, Some("end")).await;
    assert_eq!(with_anchor.unwrap(), format!("{plain}#end"));
    let with_query = Order::get_portal_url(&env.odoo, order, Some("&a=b"), None).await;
    assert_eq!(with_query.unwrap(), format!("{plain}&a=b"));
    env.clean_order(order).await;
}

async fn a_record_is_read_however_a_version_writes_it(env: Env) {
    // The id by itself up to Odoo 18, in a list on 19.
    let email = format!("{}@example.com", env.name("a").replace(' ', "."));
    let found = Partner::find_or_create(&env.odoo, &email, Some(true))
        .await
        .unwrap();
    let again = Partner::find_or_create(&env.odoo, &email, None)
        .await
        .unwrap();
    assert_eq!(found, again);
    let message = Partner::message_post(&env.odoo, found, "Hello", Some("Greeting"), &[found]);
    let message = Message::read(&env.odoo, message.await.unwrap())
        .one()
        .await
        .unwrap();
    assert_eq!(message.subject.as_deref(), Some("Greeting"));
    assert_eq!(message.partner_ids[..], [found]);
    // Text on 14; from 18 on the method cannot be called.
    if env.version.has_private_helpers() {
        let error = Partner::sudo(&env.odoo, found).await.unwrap_err();
        assert!(error.fault().unwrap().is_access(), "{error}");
    } else {
        let ids = Partner::sudo(&env.odoo, found).await.unwrap();
        assert_eq!(ids, [found]);
        assert_eq!(Partner::sudo(&env.odoo, []).await.unwrap(), []);
    }
    Partner::unlink(&env.odoo, found).await.unwrap();
}

async fn no_result_is_none(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    // `False`, and nothing at all.
    assert_eq!(Partner::get_formview_id(&env.odoo, id).await.unwrap(), None);
    assert_eq!(Partner::archive_and_see(&env.odoo, id).await.unwrap(), None);
    env.clean().await;
}

async fn a_result_of_another_type_is_named(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let error = Partner::formview_id(&env.odoo, id).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer to `res.partner.get_formview_id` on 1 record is not as declared: expected an integer, \
         found `false`, which is no result: declare it as an `Option`"
    );
    env.clean().await;
}

async fn a_method_or_parameter_that_is_not_there_is_a_fault(env: Env) {
    let (_, order) = env.order().await;
    let fault = |error: Error, names: [&str; 2]| {
        assert_eq!(error.outcome(), Outcome::NotDone);
        let name = error.fault().unwrap().name();
        assert!(names.contains(&name), "{error}");
        error.to_string()
    };
    let error = Order::no_such_method(&env.odoo, order).await.unwrap_err();
    // The second is JSON-2's.
    let names = ["builtins.AttributeError", "werkzeug.exceptions.NotFound"];
    let sentence = fault(error, names);
    assert!(sentence.contains("sale.order.no_such_method"), "{sentence}");
    let error = Order::no_such_parameter(&env.odoo, order, 1)
        .await
        .unwrap_err();
    let names = [
        "builtins.TypeError",
        "werkzeug.exceptions.UnprocessableEntity",
    ];
    let sentence = fault(error, names);
    assert!(sentence.contains("'parameter'"), "{sentence}");
    env.clean_order(order).await;
}

async fn without_records_nothing_is_called(env: Env) {
    // A client that could not make a call.
    let nowhere = env.server.client_as("nobody", "nothing");
    Order::action_confirm(&nowhere, []).await.unwrap();
    // What a method returns for no record, it says itself.
    let error = Order::get_portal_url(&env.odoo, [], None, None)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("Expected singleton"), "{error}");
}
