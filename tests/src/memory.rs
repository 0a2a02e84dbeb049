//! The in-memory Odoo with the data that `scripts/odoo` adds to real ones: the same users, and the same second language.

use std::sync::Arc;

use odoo_mock::World;
use odoo_orm::{Fault, rpc::Protocol};
use serde_json::{Value, json};

use crate::{
    capability::Kind,
    models::versioned::Sale,
    server::Server,
    suite::{Behaviour, Env},
    version::Version,
};

/// Creates a world with the data of `scripts/odoo-seed.py`, and with the methods for orders, messages and reports of Odoo's modules.
pub fn world(major: u16) -> World {
    let world = World::version(major);
    world.install_language("fr_FR");
    world.translate(
        "res.country",
        world.id("base.be"),
        "fr_FR",
        json!({"name": "Belgique"}),
    );
    let label = json!([["model", "=", "res.country"], ["name", "=", "name"]]);
    for field in world.search("ir.model.fields", label) {
        let french = json!({"field_description": "Nom du pays"});
        world.translate("ir.model.fields", field, "fr_FR", french);
    }
    // Adds what is not in a fresh Odoo of the version.
    world.model::<Sale>();
    world.user("totp", "totp-password");
    world.require_second_factor("totp");
    let clerk = world.user("clerk", "clerk-password");
    world.write("res.users", clerk, json!({"lang": "fr_FR"}));
    methods(&world);
    world.report("base.report_irmodulereference", |call| {
        let lang = call.context().get("lang").and_then(Value::as_str);
        let lang = lang.unwrap_or("en_US").replace('_', "-");
        Ok(format!("%PDF\n<html lang=\"{lang}\">").into())
    });
    world
}

/// Runs a behaviour on a world of its own, in process or over HTTP with a protocol.
pub async fn run(major: u16, protocol: Option<Protocol>, behaviour: Behaviour) {
    run_on(world(major), major, protocol, behaviour).await;
}

/// The same, on a world that the test inspects afterwards.
pub async fn run_on(world: World, major: u16, protocol: Option<Protocol>, behaviour: Behaviour) {
    let http = match protocol {
        Some(_) => Some(odoo_mock::Server::start(&world).await.unwrap()),
        None => None,
    };
    let server = Server {
        name: format!("memory-{major}"),
        url: http
            .as_ref()
            .map(odoo_mock::Server::url)
            .unwrap_or_default(),
        database: world.database().to_owned(),
        login: "admin".to_owned(),
        password: "admin".to_owned(),
        api_key: Some(world.api_key("admin")),
        kind: if http.is_some() {
            Kind::OverHttp
        } else {
            Kind::InProcess
        },
        world: Some(world.clone()),
    };
    let odoo = match protocol {
        Some(protocol) => server.builder_on(protocol).build().unwrap(),
        None => world.client(),
    };
    let protocol = protocol.unwrap_or(Protocol::CallKw);
    let env = Env::new(
        Arc::new(server),
        odoo,
        (Version::new(major), protocol),
        behaviour.name,
    );
    behaviour.run(env).await;
}

/// Replacements for methods of Odoo's modules, with results in the same format.
fn methods(world: &World) {
    world.method("sale.order", "action_confirm", |call| {
        call.write(json!({"state": "sale"}))?;
        Ok(json!(true))
    });
    world.method("sale.order", "action_cancel", |call| {
        // Seen on 16 to 18: a wizard cancels an order that is not a draft (`sale/models/sale_order.py`).
        let drafts = json!([["id", "in", call.ids()], ["state", "=", "draft"]]);
        let drafts = call.call("sale.order", "search_count", json!([drafts]))?;
        let is_quiet = call.context().get("disable_cancel_warning") == Some(&json!(true));
        let asks = (16..=18).contains(&call.version()) && !is_quiet;
        if asks && drafts != json!(call.ids().len()) {
            return Ok(json!({
                "type": "ir.actions.act_window", "res_model": "sale.order.cancel",
            }));
        }
        call.write(json!({"state": "cancel"}))?;
        Ok(json!(true))
    });
    world.method("sale.order", "action_quotation_send", |_| {
        Ok(json!({
            "type": "ir.actions.act_window", "res_model": "mail.compose.message",
            "context": {"default_model": "sale.order"},
        }))
    });
    world.method("sale.order", "get_portal_url", |call| {
        let known = [
            "suffix",
            "report_type",
            "download",
            "query_string",
            "anchor",
            "0",
            "1",
        ];
        if let Some(name) = call
            .arguments()
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            let sentence = format!("get_portal_url() got an unexpected keyword argument '{name}'");
            return Err(Fault::new("builtins.TypeError", sentence).into());
        }
        let ids = call.ids();
        let [id] = ids[..] else {
            return Err(
                Fault::new("builtins.ValueError", "Expected singleton: sale.order()").into(),
            );
        };
        let text = |name: &str| {
            call.argument(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let anchor = match text("anchor") {
            anchor if anchor.is_empty() => anchor,
            anchor => format!("#{anchor}"),
        };
        Ok(format!(
            "/my/orders/{id}?access_token=x{}{anchor}",
            text("query_string")
        )
        .into())
    });
    world.method("res.partner", "open_commercial_entity", |call| {
        Ok(json!({"type": "ir.actions.act_window", "res_model": "res.partner", "res_id": call.ids().first()}))
    });
    world.method("res.partner", "get_import_templates", |_| {
        Ok(json!([{"label": "Import Template for Customers", "template": "/x.xls"}]))
    });
    world.method("res.partner", "find_or_create", |call| {
        let email = call
            .argument("email")
            .or(call.first())
            .cloned()
            .unwrap_or_default();
        let found = call.call("res.partner", "search", json!([[["email", "=", email]]]))?;
        let id = match found.get(0) {
            Some(id) => id.clone(),
            None => call.call(
                "res.partner",
                "create",
                json!([{"name": email, "email": email}]),
            )?,
        };
        Ok(if call.version() < 19 { id } else { json!([id]) })
    });
    world.method("", "message_post", |call| {
        let mut values = json!({"model": call.model(), "res_id": call.ids().first()});
        for name in ["body", "subject"] {
            values[name] = call.argument(name).cloned().unwrap_or_default();
        }
        let partners = call.argument("partner_ids").cloned().unwrap_or(json!([]));
        values["partner_ids"] = json!([[6, 0, partners]]);
        let id = call.call("mail.message", "create", json!([values]))?;
        Ok(if call.version() < 19 { id } else { json!([id]) })
    });
}
