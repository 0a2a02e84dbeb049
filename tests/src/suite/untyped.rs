//! Links to models that have no struct.

use odoo_orm::{Any, Field, prelude::*};

use super::{Env, behaviours};
use crate::models;

behaviours! {
    links_need_no_struct_of_their_target,
}

/// A partner of whose links no other struct is declared.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    id: Id<Partner>,
    name: String,
    parent_id: Option<Many2one<Any>>,
    country_id: Option<Id<Any>>,
    child_ids: One2many<Any>,
    category_id: Many2many<Any>,
}

const CODE: Field<Any, String> = Field::named("code");

async fn links_need_no_struct_of_their_target(env: Env) {
    let belgium = models::Country::search(&env.odoo, models::Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap();
    let tag = Values::new().set(models::Tag::NAME, env.name("tag"));
    let tag = models::Tag::create(&env.odoo, tag).await.unwrap();
    let any = |id: i64| Id::<Any>::new(id);
    let values = |name: &str| Values::new().set(Partner::NAME, env.name(name));
    let company = values("company")
        .set(Partner::COUNTRY_ID, any(belgium.get()))
        .set(Partner::CATEGORY_ID, [Command::Link(any(tag.get()))]);
    let company = Partner::create(&env.odoo, company).await.unwrap();
    let contact = values("contact").set(Partner::PARENT_ID, any(company.get()));
    let contact = Partner::create(&env.odoo, contact).await.unwrap();

    let read = Partner::read(&env.odoo, [company, contact]).await.unwrap();
    assert_eq!([read[0].id, read[1].id], [company, contact]);
    assert_eq!(read[0].country_id, Some(any(belgium.get())));
    assert_eq!(read[0].category_id.to_vec(), [any(tag.get())]);
    assert_eq!(read[0].child_ids.to_vec(), [any(contact.get())]);
    let parent = read[1].parent_id.clone().unwrap();
    assert_eq!(
        (parent.id.get(), &parent.name),
        (company.get(), &read[0].name)
    );
    assert_eq!(format!("{:?}", parent.id), format!("any({company})"));

    let ours = Partner::ID.is_in([company, contact]);
    let by_id = ours.clone() & Partner::PARENT_ID.eq(any(company.get()));
    let found = Partner::search(&env.odoo, by_id).await.unwrap();
    assert_eq!(found, [contact]);
    let by_path = ours.clone() & Partner::COUNTRY_ID.dot(CODE).eq("BE");
    let mut found = Partner::search(&env.odoo, by_path).await.unwrap();
    // The contact may have its company's address.
    found.retain(|id| *id == company);
    assert_eq!(found, [company]);
    let by_tag = ours & Partner::CATEGORY_ID.eq(any(tag.get()));
    assert_eq!(Partner::search(&env.odoo, by_tag).await.unwrap(), [company]);

    env.clean().await;
    models::Tag::unlink(&env.odoo, tag).await.unwrap();
}
