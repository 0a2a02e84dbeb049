//! Records that the server itself excludes.

use odoo_orm::{prelude::*, sync::Cursor};
use serde_json::json;

use super::{
    super::{Env, behaviours},
    make,
};
use crate::{
    models::{Attachment, Partner},
    wrapped::hiding,
};

behaviours! {
    records_hidden_after_the_limit_do_not_end_a_stream,
    attachments_are_divided_into_pages_like_searched,
}

/// A page that is not full or is empty is not the last if the server checks access rights after it applies the limit.
async fn records_hidden_after_the_limit_do_not_end_a_stream(env: Env) {
    let made = make(&env, 25).await;
    let hidden = [&made[3..4], &made[8..16], &made[24..]].concat();
    let odoo = hiding(&env.odoo, hidden.iter().map(|id| id.get()));
    let mut expected = made.clone();
    expected.retain(|id| !hidden.contains(id));
    for (page_size, concurrency) in [(4, 1), (4, 2), (10, 1), (2, 3), (100, 1)] {
        for limit in [1_000, 12] {
            let partners = Partner::search_read(&odoo, env.ours())
                .limit(limit)
                .stream();
            let mut stream = partners.page_size(page_size).concurrency(concurrency);
            let mut ids = Vec::new();
            while let Some(partner) = stream.next().await {
                ids.push(partner.unwrap().id);
            }
            let expected = &expected[..expected.len().min(limit.try_into().unwrap())];
            assert_eq!(ids, expected, "{page_size} {concurrency} {limit}");
        }
    }
    env.clean().await;
}

/// A search of attachments excludes the attachments of binary fields, unless it names an id or the context includes them.
///
/// The search of a page names an id.
async fn attachments_are_divided_into_pages_like_searched(env: Env) {
    let partner = Partner::create(&env.odoo, env.partner("x")).await.unwrap();
    let file = |name: &str| Values::new().set(Attachment::NAME, env.name(name));
    let of_field = file("d")
        .set(Attachment::RES_MODEL, "res.partner")
        .set(Attachment::RES_ID, partner.get())
        .set(Attachment::RES_FIELD, "image_128");
    let files = [file("a"), file("b"), of_field, file("c")];
    let files = Attachment::create_many(&env.odoo, files).await.unwrap();
    let ours = || Attachment::search(&env.odoo, Attachment::NAME.eq_like(env.name("%")));
    let found = ours().order_by(Attachment::ID.asc()).await.unwrap();
    assert_eq!(found, [files[0], files[1], files[3]]);
    let of_fields = Domain::raw(json!(["|", [1, "=", 1], ["id", "=", 0]]));
    for (skip, more) in [
        (false, Domain::all()),
        (true, Domain::all()),
        (false, Attachment::ID.gt(Id::new(0))),
        (false, of_fields),
    ] {
        let context = Context::new().set("skip_res_field_check", skip);
        let searched = || {
            let domain = Attachment::NAME.eq_like(env.name("%")) & more.clone();
            Attachment::search(&env.odoo, domain).with_context(context.clone())
        };
        let found = searched().order_by(Attachment::ID.asc()).await.unwrap();
        for (page_size, concurrency) in [(1, 1), (2, 1), (1, 2), (10, 1)] {
            let stream = searched().stream().page_size(page_size);
            let mut stream = stream.concurrency(concurrency);
            let mut streamed = Vec::new();
            while let Some(id) = stream.next().await {
                streamed.push(id.unwrap());
            }
            assert_eq!(streamed, found, "{skip} {page_size} {concurrency}");
        }
        let changes = Attachment::changes_since(&env.odoo, Cursor::default())
            .domain(Attachment::NAME.eq_like(env.name("%")) & more.clone());
        let mut changes = changes.with_context(context.clone()).page_size(2);
        let mut found_again = Vec::new();
        while let Some(file) = changes.next().await {
            found_again.push(file.unwrap().id);
        }
        assert_eq!(found_again, found, "{skip}");
        for size in [1, 2, 10] {
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let page = searched().page_after(after, size).await.unwrap();
                paged.extend(page.items);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, found, "{skip} {size}");
        }
    }
    Attachment::unlink(&env.odoo, files).await.unwrap();
    env.clean().await;
}
