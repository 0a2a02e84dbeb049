//! Requests that try to crash the server.

use odoo_mock::World;
use odoo_rpc::{Call, Client, Error};
use serde_json::{Value, json};

use crate::way;

async fn count(client: &Client, domain: Vec<Value>) -> Result<i64, Error> {
    let call = Call::read("res.country", "search_count").arg("domain", Value::Array(domain));
    client.call(call).await?.decode()
}

#[tokio::test]
async fn a_domain_of_many_operators_is_evaluated_or_refused() {
    let leaf = json!(["code", "=", "BE"]);
    for way in way::ALL {
        let world = World::version(19);
        let (client, _server) = way::client(&world, way).await;
        // Real Odoo 14 and 19 find the one country as well.
        let mut negated = vec![json!("!"); 50_000];
        negated.push(leaf.clone());
        assert_eq!(count(&client, negated).await.unwrap(), 1, "{way:?}");
        for (depth, is_found) in [(390, true), (20_000, false)] {
            let mut nested = Vec::new();
            for at in 0..depth {
                nested.push(json!(if at % 2 == 0 { "&" } else { "|" }));
                nested.push(leaf.clone());
            }
            nested.push(leaf.clone());
            let found = count(&client, nested).await;
            if is_found {
                assert_eq!(found.unwrap(), 1, "{way:?}");
            } else {
                let error = found.unwrap_err();
                let name = error.fault().map(|fault| fault.name().to_owned());
                assert_eq!(name.as_deref(), Some("builtins.RecursionError"), "{way:?}");
            }
        }
        assert_eq!(
            count(&client, vec![leaf.clone()]).await.unwrap(),
            1,
            "{way:?}"
        );
    }
}
