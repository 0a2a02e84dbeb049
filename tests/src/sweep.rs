//! Deletes the records of a behaviour that panicked.

use odoo_orm::{Call, Error, prelude::*};
use serde_json::json;

use crate::suite::Env;

/// The models of the records, and the field that starts with the run's tag.
///
/// Records that need others come first: orders
/// before their customers, users before their partners, contacts before their companies.
const TAGGED: &[(&str, &str)] = &[
    // A rule hides records from the other deletions.
    ("ir.rule", "name"),
    ("sms.sms", "number"),
    ("sale.order", "partner_id.name"),
    ("sale.order.template", "name"),
    ("product.pricelist", "name"),
    ("product.template", "name"),
    ("product.category", "name"),
    ("ir.attachment", "name"),
    ("ir.filters", "name"),
    ("ir.actions.server", "name"),
    ("res.partner.industry", "name"),
    ("ir.ui.menu", "name"),
    ("res.users", "login"),
    ("res.partner", "parent_id.name"),
    ("res.partner", "name"),
    ("res.partner.category", "name"),
    ("res.company", "name"),
];

/// Deletes the records whose names start with the run's tag.
///
/// The search by name includes records of lost responses.
///
/// An error in one model is printed, and the other models are still cleaned.
pub async fn sweep(env: &Env) {
    for (model, field) in TAGGED {
        if let Err(error) = sweep_model(env, model, field).await {
            println!(
                "records of `{model}` named \"{} …\" are left: {error}",
                env.tag
            );
        }
    }
}

async fn sweep_model(env: &Env, model: &str, field: &str) -> Result<(), Error> {
    let context = Context::new()
        .active_test(false)
        .set("disable_cancel_warning", true);
    let odoo = env.odoo.with_context(context);
    // Where a name cannot contain spaces, it has underscores, which match any character. With a condition on the id, a search of
    // attachments also finds the attachments of binary fields.
    let name = format!("{}%", env.tag.replace(' ', "_"));
    let domain = json!([[field, "=like", name], ["id", ">", i32::MIN]]);
    let search = Call::read(model, "search").arg("domain", domain);
    let ids: Vec<i64> = odoo.call(search).await?.decode()?;
    if ids.is_empty() {
        return Ok(());
    }
    if model == "sale.order" {
        odoo.call(Call::write(model, "action_cancel").on(ids.clone()))
            .await?;
    }
    odoo.call(Call::write(model, "unlink").on(ids)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use odoo_orm::prelude::*;

    use crate::{
        memory,
        models::{Order, Partner, Tag},
        suite::Behaviour,
    };

    #[tokio::test]
    async fn records_of_a_panicked_behaviour_are_deleted() {
        let panicking = Behaviour {
            name: "panicking",
            run: |env| {
                Box::pin(async move {
                    let child = Command::Create(env.partner("child").set(Partner::ACTIVE, false));
                    let values = env.partner("a").set(Partner::CHILD_IDS, [child]);
                    let partner = Partner::create(&env.odoo, values).await.unwrap();
                    let order = Values::new().set(Order::PARTNER_ID, partner);
                    Order::create(&env.odoo, order).await.unwrap();
                    let tag = Values::new().set(Tag::NAME, env.name("tag"));
                    Tag::create(&env.odoo, tag).await.unwrap();
                    panic!("on purpose");
                })
            },
            needs: None,
        };
        for major in 14..=19 {
            let world = memory::world(major);
            let count = |model: &str| {
                world
                    .search(model, serde_json::json!([["id", ">", 0]]))
                    .len()
            };
            let models = ["res.partner", "sale.order", "res.partner.category"];
            let before = models.map(count);
            let run = memory::run_on(world.clone(), major, None, panicking);
            let error = tokio::spawn(run).await.unwrap_err();
            assert!(error.is_panic());
            let after = models.map(count);
            assert_eq!(before, after, "{major}");
        }
    }
}
