//! Servers with the model.

use std::{env, panic::AssertUnwindSafe, time::SystemTime};

use futures_util::FutureExt as _;
use odoo_mock::World;
use odoo_orm::{Call, Client, Credentials, rpc::ServerVersion};
use serde_json::{Value, json};

use crate::{cases, compare::Compared, model, random::Random};

/// The number of records.
const RECORDS: usize = 80;

async fn generated(compared: Compared, version: &ServerVersion, usual: u64) {
    let counts = compared.filters(cases(usual)).await;
    println!("Odoo {}: filters: {counts:?}", version.major());
    counts.check_filters();
    let counts = compared.aggregates(cases(usual * 5) / 5).await;
    println!("Odoo {}: aggregates: {counts:?}", version.major());
    counts.check_aggregates();
}

#[tokio::test]
async fn in_memory() {
    for version in 14..=19 {
        let world = World::version(version);
        model::define(&world, "x_fusion");
        let mut random = Random::new(version.into());
        let countries = world.search("res.country", json!([]));
        let currencies = world.search("res.currency", json!([]));
        for _ in 0..RECORDS {
            world.create(
                "x_fusion",
                model::values(&mut random, &countries[..4], &currencies[..2]),
            );
        }
        let odoo = world.client();
        let compared = Compared::new(&odoo, "x_fusion").await;
        generated(compared, odoo.server_version().await.unwrap(), 60).await;
    }
}

#[tokio::test]
async fn on_a_real_server() {
    let variable = |name: &str| env::var(name).ok();
    let Some(url) = variable("ODOO_URL") else {
        println!("ignored: ODOO_URL is not set");
        return;
    };
    let text = |name: &str| variable(name).unwrap_or_default();
    let login = Credentials::password(text("ODOO_LOGIN"), text("ODOO_PASSWORD"));
    let builder = Client::builder(&url).unwrap().allow_plain_http();
    let odoo = builder
        .database(text("ODOO_DB"))
        .login(login)
        .build()
        .unwrap();
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let name = format!("x_fusion_{}", now.as_millis());
    let id = create_model(&odoo, &name).await;
    let version = odoo.server_version().await.unwrap();
    let work = async {
        fill(&odoo, &name, version.major()).await;
        generated(Compared::new(&odoo, &name).await, version, 200).await;
    };
    let result = AssertUnwindSafe(work).catch_unwind().await;
    send(&odoo, "ir.model", "unlink", json!([[id]])).await;
    result.unwrap();
}

/// Sends a call with positional arguments.
async fn send(odoo: &Client, model: &str, method: &str, args: Value) -> Value {
    let call = Call::controller(format!("/web/dataset/call_kw/{model}/{method}"))
        .kwarg("model", model)
        .kwarg("method", method)
        .kwarg("args", args)
        .kwarg("kwargs", json!({}));
    odoo.call(call).await.unwrap().decode().unwrap()
}

async fn create_model(odoo: &Client, name: &str) -> i64 {
    let values = json!({"name": name, "model": name, "state": "manual"});
    let id = send(odoo, "ir.model", "create", json!([values]))
        .await
        .as_i64()
        .unwrap();
    let group = send(
        odoo,
        "ir.model.data",
        "check_object_reference",
        json!(["base", "group_user"]),
    )
    .await;
    let rights = json!({
        "name": name, "model_id": id, "group_id": group[1],
        "perm_read": true, "perm_write": true, "perm_create": true, "perm_unlink": true,
    });
    send(odoo, "ir.model.access", "create", json!([rights])).await;
    id
}

/// Adds the fields and creates records.
async fn fill(odoo: &Client, name: &str, major: u16) {
    let model = send(odoo, "ir.model", "search", json!([[["model", "=", name]]])).await;
    for field in model::declared(major) {
        let known = json!([["model", "=", name], ["name", "=", field.name]]);
        if send(odoo, "ir.model.fields", "search", json!([known])).await != json!([]) {
            continue;
        }
        let mut values = field.real;
        values["model_id"] = model[0].clone();
        values["name"] = field.name.into();
        values["field_description"] = field.name.into();
        values["state"] = "manual".into();
        send(odoo, "ir.model.fields", "create", json!([values])).await;
    }
    let ids = async |model: &str, count: usize| -> Vec<i64> {
        let ids = send(odoo, model, "search", json!([[], 0, count])).await;
        serde_json::from_value(ids).unwrap()
    };
    let (countries, currencies) = (ids("res.country", 4).await, ids("res.currency", 2).await);
    let mut random = Random::new(major.into());
    for _ in 0..RECORDS {
        // One by one, so that each has its own time of creation.
        let values = model::values(&mut random, &countries, &currencies);
        send(odoo, name, "create", json!([values])).await;
    }
}
