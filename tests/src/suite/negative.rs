//! Negative ids, which database views can have (19: `pos_sale/report/sale_report.py`).

use odoo_orm::{Call, prelude::*, sync::Cursor};
use serde_json::json;

use super::{Env, behaviours};

behaviours! {
    negative_ids_are_accepted_back,
}

#[derive(Debug, Clone, PartialEq, OdooModel)]
#[odoo(model = "res.partner.industry")]
struct Industry {
    id: Id<Self>,
    name: String,
}

async fn create(env: &Env, name: &str) -> Id<Industry> {
    let values = Values::new().set(Industry::NAME, env.name(name));
    Industry::create(&env.odoo, values).await.unwrap()
}

/// Creates a record with a negative id.
async fn create_negative(env: &Env, name: &str) {
    if let Some(world) = &env.server.world {
        world.set_next_id(
            "res.partner.industry",
            -1_000 - i64::try_from(name.len()).unwrap(),
        );
        create(env, name).await;
        world.set_next_id("res.partner.industry", 1_000);
        return;
    }
    // On a real server only the database does it.
    let id = create(env, name).await;
    let call = |method, values| Call::write("ir.actions.server", method).arg("vals_list", values);
    let model = Call::read("ir.model", "search")
        .arg("domain", json!([["model", "=", "res.partner.industry"]]));
    let [model]: [i64; 1] = env.odoo.call(model).await.unwrap().decode().unwrap();
    let code =
        format!("env.cr.execute('UPDATE res_partner_industry SET id = -id WHERE id = {id}')");
    let values =
        json!([{"name": env.name("negate"), "model_id": model, "state": "code", "code": code}]);
    let [action]: [i64; 1] = env
        .odoo
        .call(call("create", values))
        .await
        .unwrap()
        .decode()
        .unwrap();
    for method in ["run", "unlink"] {
        let call = Call::write("ir.actions.server", method).on([action]);
        env.odoo.call(call).await.unwrap();
    }
}

async fn negative_ids_are_accepted_back(env: Env) {
    create_negative(&env, "a").await;
    create_negative(&env, "bb").await;
    let positive = create(&env, "c").await;
    let ours = || Industry::NAME.eq_like(format!("{} %", env.tag));
    let found = Industry::search_read(&env.odoo, ours()).order_by(Industry::ID.asc());
    let found = found.await.unwrap();
    let ids: Vec<_> = found.iter().map(|industry| industry.id).collect();
    assert!(
        ids[0] < ids[1] && ids[1].get() < 0 && ids[2] == positive,
        "{ids:?}"
    );
    // Whatever was read is accepted back: in reads, streams, runs of changes with their cursor, and writes.
    assert_eq!(Industry::read(&env.odoo, ids.clone()).await.unwrap(), found);
    for concurrency in [1, 2] {
        let stream = Industry::search_read(&env.odoo, ours()).stream();
        let mut pages = stream.page_size(1).concurrency(concurrency).pages();
        let mut seen = Vec::new();
        while let Some(page) = pages.next().await {
            seen.extend(page.unwrap());
        }
        assert_eq!(seen, found, "{concurrency} at a time");
    }
    let (mut cursor, mut seen) = (Cursor::default(), Vec::new());
    for _ in 0..found.len() {
        let changes = Industry::changes_since(&env.odoo, cursor).domain(ours());
        let mut changes = changes.page_size(1);
        seen.push(changes.next().await.unwrap().unwrap());
        // Like a program that restarts.
        cursor = changes.cursor().to_string().parse().unwrap();
    }
    assert_eq!(seen, found);
    let renamed = Values::new().set(Industry::NAME, env.name("renamed"));
    Industry::write(&env.odoo, ids[0], renamed).await.unwrap();
    assert_eq!(
        Industry::read(&env.odoo, ids[0]).one().await.unwrap().name,
        env.name("renamed")
    );
    Industry::unlink(&env.odoo, ids).await.unwrap();
    assert_eq!(Industry::search_count(&env.odoo, ours()).await.unwrap(), 0);
}
