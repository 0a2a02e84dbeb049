//! Field types that are more than a text or a number.

use odoo_orm::{Binary, BinarySize, Json, Reference, prelude::*};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Env, behaviours};
use crate::models::{
    Attachment, AttachmentBytes, AttachmentSize, Menu, Order, OrderLine, Partner, Product,
    ProductVariant, Tag, Window,
};

behaviours! {
    bytes_come_back_as_they_were,
    images_are_bytes,
    sizes_are_read_in_place_of_bytes,
    references_lead_to_records_of_several_models,
    a_number_beside_a_model_is_a_reference,
    money_is_decimal,
    html_is_the_server_s_to_clean,
    translations_are_by_the_language_of_the_context,
    names_of_linked_records_are_left_out_where_nobody_asks,
    a_record_is_copied_from_what_was_read,
    ;
    json_field:
    json_comes_back_as_it_was,
}

async fn attachment(env: &Env, bytes: &[u8]) -> Id<Attachment> {
    let values = Values::new()
        .set(Attachment::NAME, env.name("file"))
        .set(Attachment::DATAS, bytes);
    Attachment::create(&env.odoo, values).await.unwrap()
}

async fn bytes_come_back_as_they_were(env: Env) {
    let bytes: Vec<u8> = (0..=255).cycle().take(3000).collect();
    let id = attachment(&env, &bytes).await;
    let read = async || {
        let read = Attachment::read(&env.odoo, id).select::<AttachmentBytes>();
        read.one().await.unwrap().datas
    };
    assert_eq!(read().await, Some(Binary::from(bytes)));
    Attachment::write(&env.odoo, id, Values::new().unset(Attachment::DATAS))
        .await
        .unwrap();
    // `ir.attachment` computes the field, and gives an empty text for an empty file.
    assert!(read().await.is_none_or(|bytes| bytes.is_empty()));
    let sized = env.odoo.with_context(Context::new().set("bin_size", true));
    Attachment::write(
        &env.odoo,
        id,
        Values::new().set(Attachment::DATAS, b"12345"),
    )
    .await
    .unwrap();
    let error = Attachment::read(&sized, id)
        .select::<AttachmentBytes>()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`bin_size`"), "{error}");
    Attachment::unlink(&env.odoo, id).await.unwrap();
}

/// One pixel.
pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\xfc\xcf\xc0P\x0f\0\x04\x85\x01\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82";

async fn images_are_bytes(env: Env) {
    #[derive(Debug, Projection)]
    #[odoo(of = Partner)]
    struct Portrait {
        image_1920: Option<Binary>,
    }
    let values = env.partner("with").set(Partner::IMAGE_1920, PNG);
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let portrait = Partner::read(&env.odoo, id)
        .select::<Portrait>()
        .one()
        .await
        .unwrap();
    assert!(portrait.image_1920.unwrap().starts_with(b"\x89PNG"));
    Partner::create(&env.odoo, env.partner("without"))
        .await
        .unwrap();
    assert_eq!(env.names(Partner::IMAGE_1920.is_set()).await, ["with"]);
    env.clean().await;
}

async fn sizes_are_read_in_place_of_bytes(env: Env) {
    let id = attachment(&env, &[7; 3000]).await;
    let found =
        Attachment::search_read(&env.odoo, Attachment::ID.eq(id)).select::<AttachmentSize>();
    let file = found.one().await.unwrap();
    assert_eq!(file.name, env.name("file"));
    let bytes = file.size.as_ref().and_then(BinarySize::bytes).unwrap();
    assert!((2990..=3010).contains(&bytes), "{bytes}");
    let read = Attachment::read(&env.odoo, id)
        .select::<AttachmentSize>()
        .one()
        .await
        .unwrap();
    assert_eq!(read.size, file.size);
    Attachment::unlink(&env.odoo, id).await.unwrap();
}

async fn references_lead_to_records_of_several_models(env: Env) {
    let window = Window::search(&env.odoo, Window::RES_MODEL.eq("res.partner"))
        .first()
        .await
        .unwrap()
        .unwrap();
    let values = Values::new()
        .set(Menu::NAME, env.name("menu"))
        .set(Menu::ACTION, window);
    let id = Menu::create(&env.odoo, values).await.unwrap();
    let read = async || Menu::read(&env.odoo, id).one().await.unwrap().action;
    let action = read().await.unwrap();
    assert_eq!(action, Reference::from(window));
    assert_eq!(
        (action.id::<Window>(), action.id::<Partner>()),
        (Some(window), None)
    );
    let count = Menu::search_count(&env.odoo, Menu::ID.eq(id) & Menu::ACTION.eq(&action)).await;
    assert_eq!(count.unwrap(), 1);
    Menu::write(&env.odoo, id, Values::new().unset(Menu::ACTION))
        .await
        .unwrap();
    assert_eq!(read().await, None);
    Menu::unlink(&env.odoo, id).await.unwrap();
}

async fn a_number_beside_a_model_is_a_reference(env: Env) {
    let partner = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let id = attachment(&env, b"x").await;
    let read = async || Attachment::read(&env.odoo, id).one().await.unwrap();
    assert_eq!((read().await.res_id, read().await.res_model), (0, None));
    let values = Values::new()
        .set(Attachment::RES_MODEL, "res.partner")
        .set(Attachment::RES_ID, partner.get());
    Attachment::write(&env.odoo, id, values).await.unwrap();
    assert_eq!(read().await.res_id, partner.get());
    Attachment::unlink(&env.odoo, id).await.unwrap();
    env.clean().await;
}

async fn order(env: &Env) -> Id<Order> {
    let partner = Partner::create(&env.odoo, env.partner("customer"))
        .await
        .unwrap();
    Order::create(&env.odoo, Values::new().set(Order::PARTNER_ID, partner))
        .await
        .unwrap()
}

pub(super) async fn product(env: &Env, price: Decimal) -> Id<Product> {
    let values = Values::new()
        .set(Product::NAME, env.name("product"))
        .set(Product::LIST_PRICE, price);
    Product::create(&env.odoo, values).await.unwrap()
}

#[derive(Debug, Projection)]
#[odoo(of = OrderLine)]
struct Extra {
    extra_tax_data: Option<Json<Value>>,
}

async fn json_comes_back_as_it_was(env: Env) {
    let (order, product) = (order(&env).await, product(&env, Decimal::ONE).await);
    let variant = ProductVariant::search(&env.odoo, ProductVariant::PRODUCT_TMPL_ID.eq(product))
        .one()
        .await
        .unwrap();
    let data = json!({"a": [1, 2.5, "x", null, {"b": true}]});
    let values = Values::new()
        .set(OrderLine::ORDER_ID, order)
        .set(OrderLine::PRODUCT_ID, variant)
        .set(OrderLine::EXTRA_TAX_DATA, Json(data.clone()));
    let id = OrderLine::create(&env.odoo, values).await.unwrap();
    let read = async || {
        OrderLine::read(&env.odoo, id)
            .select::<Extra>()
            .one()
            .await
            .unwrap()
            .extra_tax_data
    };
    assert_eq!(read().await, Some(Json(data)));
    let empty = Values::new().set(OrderLine::EXTRA_TAX_DATA, Json(json!({})));
    OrderLine::write(&env.odoo, id, empty).await.unwrap();
    assert_eq!(read().await, None);
    Order::unlink(&env.odoo, order).await.unwrap();
    Product::unlink(&env.odoo, product).await.unwrap();
    env.clean().await;
}

async fn money_is_decimal(env: Env) {
    let price: Decimal = "12.35".parse().unwrap();
    let id = product(&env, price).await;
    let read = Product::read(&env.odoo, id).one().await.unwrap();
    assert_eq!(read.list_price, price);
    let same = Product::ID.eq(id)
        & Product::LIST_PRICE.eq(price)
        & Product::LIST_PRICE.lt(Decimal::ONE_HUNDRED);
    assert_eq!(Product::search_count(&env.odoo, same).await.unwrap(), 1);
    let long: Decimal = "0.12345678901234567890".parse().unwrap();
    let error = Product::write(&env.odoo, id, Values::new().set(Product::LIST_PRICE, long))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`list_price` of `product.template`"),
        "{error}"
    );
    Product::unlink(&env.odoo, id).await.unwrap();
}

async fn html_is_the_server_s_to_clean(env: Env) {
    #[derive(Debug, Projection)]
    #[odoo(of = Partner)]
    struct Note {
        comment: Option<String>,
    }
    let values = env
        .partner("a")
        .set(Partner::COMMENT, "<p>bold<script>x()</script></p>");
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let note = Partner::read(&env.odoo, id)
        .select::<Note>()
        .one()
        .await
        .unwrap();
    let comment = note.comment.unwrap();
    assert!(comment.contains("bold"), "{comment}");
    // A plain text field on 14.
    assert_eq!(
        comment.contains("<script>"),
        !env.version.has_html_comment(),
        "{comment}"
    );
    env.clean().await;
}

async fn translations_are_by_the_language_of_the_context(env: Env) {
    let [english, french] =
        ["en_US", "fr_FR"].map(|lang| env.odoo.with_context(Context::new().lang(lang)));
    let id = Tag::create(&english, Values::new().set(Tag::NAME, env.name("blue")))
        .await
        .unwrap();
    Tag::write(&french, id, Values::new().set(Tag::NAME, env.name("bleu")))
        .await
        .unwrap();
    let name = async |odoo: &Client| Tag::read(odoo, id).one().await.unwrap().name;
    assert_eq!(
        (name(&english).await, name(&french).await),
        (env.name("blue"), env.name("bleu"))
    );
    let blue = || Tag::NAME.eq(env.name("bleu"));
    assert_eq!(Tag::search_count(&french, blue()).await.unwrap(), 1);
    assert_eq!(Tag::search_count(&english, blue()).await.unwrap(), 0);
    Tag::unlink(&env.odoo, id).await.unwrap();
}

async fn names_of_linked_records_are_left_out_where_nobody_asks(env: Env) {
    #[derive(Debug, Projection)]
    #[odoo(of = Partner)]
    struct Ids {
        id: Id<Partner>,
        parent_id: Option<Id<Partner>>,
        user_id: Option<Id<crate::models::User>>,
    }
    let parent = Partner::create(&env.odoo, env.partner("parent"))
        .await
        .unwrap();
    let child = env.partner("child").set(Partner::PARENT_ID, parent);
    let child = Partner::create(&env.odoo, child).await.unwrap();
    let found = Partner::search_read(&env.odoo, Partner::ID.eq(child))
        .select::<Ids>()
        .one()
        .await
        .unwrap();
    assert_eq!(
        (found.id, found.parent_id, found.user_id),
        (child, Some(parent), None)
    );
    let read = Partner::read(&env.odoo, child)
        .select::<Ids>()
        .one()
        .await
        .unwrap();
    assert_eq!(read.parent_id, Some(parent));
    env.clean().await;
}

async fn a_record_is_copied_from_what_was_read(env: Env) {
    let tag = Tag::create(&env.odoo, Values::new().set(Tag::NAME, env.name("tag")))
        .await
        .unwrap();
    let values = env
        .partner("first")
        .set(Partner::EMAIL, "a@b.example")
        .set(Partner::COLOR, 3)
        .set(Partner::CATEGORY_ID, [Command::Link(tag)])
        .set(
            Partner::CHILD_IDS,
            [Command::Create(env.partner("contact"))],
        );
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let first = Partner::read(&env.odoo, id).one().await.unwrap();
    let values = Values::of(&first).set(Partner::NAME, env.name("second"));
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let second = Partner::read(&env.odoo, id).one().await.unwrap();
    assert_eq!((second.email, second.color), (first.email, 3));
    assert_eq!(second.category_id, first.category_id);
    assert_eq!(second.kind, first.kind);
    assert!(second.child_ids.is_empty(), "the contact stays where it is");
    env.clean().await;
    Tag::unlink(&env.odoo, tag).await.unwrap();
}
