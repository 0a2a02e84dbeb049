//! Downloads as streams, and sessions that expire meanwhile.

use std::sync::{Arc, Mutex};

use odoo_orm::{
    Call, Error,
    prelude::*,
    rpc::{Download, Protocol, TransportErrorKind as Kind},
};

use super::{Env, behaviours};
use crate::models::{Attachment, Partner};

behaviours! {
    an_attachment_is_downloaded_unchanged,
    a_binary_field_is_downloaded,
    a_missing_file_is_an_error,
    an_image_is_resized,
    a_report_uses_the_language_of_the_context,
    ;
    http:
    an_expired_session_is_renewed_for_a_download,
    the_health_check_succeeds,
}

/// An image of one pixel.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 12, 0x49, 0x44, 0x41, 0x54, 8,
    0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0, 3, 1, 1, 0, 0x18, 0xDD, 0x8D, 0xB0, 0, 0, 0, 0, 0x49, 0x45,
    0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];

/// Downloads with an API key fail before anything is sent.
async fn is_refused(env: &Env) -> bool {
    if env.protocol == Protocol::CallKw {
        return false;
    }
    let error = env
        .odoo
        .download(Download::attachment(1))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    true
}

async fn an_attachment_is_downloaded_unchanged(env: Env) {
    if is_refused(&env).await {
        return;
    }
    // Larger than a single chunk.
    let bytes: Vec<u8> = (0..300_000_u32)
        .map(|at| (at % 251).to_le_bytes()[0])
        .collect();
    let name = format!("{}.bin", env.tag.replace(' ', "_"));
    let values = Values::new()
        .set(Attachment::NAME, name.as_str())
        .set(Attachment::DATAS, bytes.clone());
    let id = Attachment::create(&env.odoo, values).await.unwrap();
    let mut content = env
        .odoo
        .download(Download::attachment(id.get()))
        .await
        .unwrap();
    assert_eq!(content.len(), Some(300_000));
    if env.version.has_new_files() {
        assert_eq!(content.file_name(), Some(name.as_str()));
    }
    let mut read = Vec::new();
    while let Some(chunk) = content.chunk().await.unwrap() {
        read.extend(chunk);
    }
    assert!(read == bytes, "the bytes differ from the written ones");
    Attachment::unlink(&env.odoo, id).await.unwrap();
}

async fn a_binary_field_is_downloaded(env: Env) {
    if is_refused(&env).await {
        return;
    }
    let values = env.partner("a").set(Partner::IMAGE_1920, PNG.to_vec());
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let image = Download::field("res.partner", id.get(), "image_1920");
    let content = env.odoo.download(image).await.unwrap();
    assert_eq!(content.media_type(), Some("image/png"));
    assert_eq!(content.bytes().await.unwrap(), PNG);
    env.clean().await;
}

async fn a_missing_file_is_an_error(env: Env) {
    if is_refused(&env).await {
        return;
    }
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    for file in [
        Download::attachment(i64::from(i32::MAX)),
        Download::field("res.partner", id.get(), "image_1920"),
        Download::field("no.such", 1, "datas"),
        Download::path("/web/no/such/page"),
    ] {
        let error = env.odoo.download(file.clone()).await.unwrap_err();
        let Error::Transport(error) = error else {
            panic!("{file:?}: {error:?}")
        };
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::FileNotFound, Outcome::NotDone),
            "{file:?}: {error}"
        );
        assert!(
            error
                .to_string()
                .contains("there is no such file, or the user may not see it"),
            "{error}"
        );
    }
    env.clean().await;
}

async fn an_image_is_resized(env: Env) {
    if is_refused(&env).await {
        return;
    }
    let values = env.partner("a").set(Partner::IMAGE_1920, PNG.to_vec());
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let image = Download::image("res.partner", id.get(), "image_1920", 16, 16);
    let content = env.odoo.download(image).await.unwrap();
    assert_eq!(content.media_type(), Some("image/png"));
    assert!(content.bytes().await.unwrap().starts_with(&PNG[..8]));
    env.clean().await;
}

async fn an_expired_session_is_renewed_for_a_download(env: Env) {
    if is_refused(&env).await {
        return;
    }
    let values = env.partner("a").set(Partner::IMAGE_1920, PNG.to_vec());
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let kept = Arc::new(Mutex::new(String::new()));
    let keep = Arc::clone(&kept);
    let builder = env
        .server
        .builder()
        .on_session_change(move |id| id.clone_into(&mut keep.lock().unwrap()));
    let client = builder.build().unwrap();
    for file in [
        Download::field("res.partner", id.get(), "image_1920"),
        Download::image("res.partner", id.get(), "image_1920", 0, 0),
        Download::path("/report/html/base.report_irmodulereference/1"),
    ] {
        client
            .call(Call::read("res.users", "context_get"))
            .await
            .unwrap();
        // Another client ends the session.
        let id = kept.lock().unwrap().clone();
        let other = env
            .server
            .builder()
            .login(Credentials::session(id))
            .build()
            .unwrap();
        Partner::search_count(&other, Domain::none()).await.unwrap();
        other.logout().await.unwrap();
        let content = client.download(file.clone()).await.unwrap();
        let bytes = content.bytes().await.unwrap();
        assert!(
            format!("{file:?}").contains("report") || bytes == PNG,
            "{file:?}: {} bytes",
            bytes.len()
        );
    }
    env.clean().await;
}

async fn a_report_uses_the_language_of_the_context(env: Env) {
    if is_refused(&env).await {
        return;
    }
    for lang in ["en-US", "fr-FR"] {
        let odoo = env
            .odoo
            .with_context(Context::new().lang(lang.replace('-', "_")));
        let page = Download::path("/report/html/base.report_irmodulereference/1");
        let page = odoo.download(page).await.unwrap().bytes().await.unwrap();
        let page = String::from_utf8_lossy(&page);
        // 14 uses only the user's language.
        let expected = if env.version.has_new_files() {
            lang
        } else {
            "en-US"
        };
        assert!(
            page.contains(&format!("lang=\"{expected}\"")),
            "{lang}: {page}"
        );
    }
    // The PDF needs a program that some servers lack.
    let pdf = Download::report("base.report_irmodulereference", [1]);
    match env.odoo.download(pdf).await {
        Ok(content) => assert!(content.bytes().await.unwrap().starts_with(b"%PDF")),
        Err(Error::Transport(error)) => {
            assert!(error.to_string().contains("`wkhtmltopdf`"), "{error}");
        }
        Err(other) => panic!("{other:?}"),
    }
}

async fn the_health_check_succeeds(env: Env) {
    // With an invalid login.
    let client = env.server.client_as("nobody", "not-the-password");
    client.check_health().await.unwrap();
}
