//! Errors of the server, and how programs distinguish them.

use odoo_orm::{Call, Error, Fault, Field, prelude::*, rpc::Protocol};

use super::{Env, behaviours};
use crate::models::{Country, Partner, User};

behaviours! {
    invalid_values_are_a_validation_error,
    a_deleted_record_is_a_missing_error,
    a_private_method_is_an_access_error,
    an_unknown_model_and_method_are_named,
    ;
    users:
    missing_rights_are_an_access_error,
    ;
    http:
    an_expired_session_is_renewed,
}

fn fault(error: &Error) -> &Fault {
    assert_eq!(error.outcome(), Outcome::NotDone);
    error.fault().unwrap_or_else(|| panic!("{error:?}"))
}

async fn invalid_values_are_a_validation_error(env: Env) {
    let nameless = Values::new().set(Partner::COLOR, 1);
    let error = Partner::create(&env.odoo, nameless).await.unwrap_err();
    let fault = fault(&error);
    assert!(
        env.refused_values(fault) && fault.is_user_error() && !fault.is_access(),
        "{fault:?}"
    );
    assert!(!fault.message().is_empty(), "{fault:?}");
    if env.protocol == Protocol::XmlRpc {
        // It has the message alone.
        assert_eq!((fault.code(), fault.debug()), (2, ""));
    } else {
        assert!(fault.debug().contains("Traceback"), "{fault:?}");
        let code = if env.version.has_fault_code_0() {
            0
        } else {
            200
        };
        assert_eq!(fault.code(), code);
    }
    assert!(!error.to_string().contains("Traceback"), "{error}");
}

async fn a_deleted_record_is_a_missing_error(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    Partner::unlink(&env.odoo, id).await.unwrap();
    let error = Partner::write(&env.odoo, id, Values::new().set(Partner::COLOR, 1))
        .await
        .unwrap_err();
    assert!(fault(&error).is_missing(), "{error:?}");
}

async fn a_private_method_is_an_access_error(env: Env) {
    let call = Call::write("res.partner", "_write")
        .on([1])
        .arg("vals", serde_json::json!({}));
    let error = env.odoo.call(call).await.unwrap_err();
    assert!(fault(&error).is_access(), "{error:?}");
}

async fn an_unknown_model_and_method_are_named(env: Env) {
    let error = env
        .odoo
        .call(Call::read("no.such.model", "search"))
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("no.such.model.search"),
        "{error}"
    );
    fault(&error);
    let error = env
        .odoo
        .call(Call::read("res.partner", "no_such_method"))
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("res.partner.no_such_method"),
        "{error}"
    );
    // The second is the JSON-2 class.
    let names = ["builtins.AttributeError", "werkzeug.exceptions.NotFound"];
    assert!(names.contains(&fault(&error).name()), "{error}");
}

/// A password can be written but never read.
const PASSWORD: Field<User, String> = Field::named("password");

async fn an_expired_session_is_renewed(env: Env) {
    let login = env.name("user");
    let values = Values::new()
        .set(User::LOGIN, &login)
        .set(User::NAME, &login)
        .set(PASSWORD, "first-password");
    let quiet = env
        .odoo
        .with_context(Context::new().set("no_reset_password", true));
    let id = User::create(&quiet, values).await.unwrap();
    let user = env.server.client_as(&login, "first-password");
    Country::search_count(&user, Domain::all()).await.unwrap();
    // Setting a password, even the same one, ends the user's sessions.
    User::write(&env.odoo, id, Values::new().set(PASSWORD, "first-password"))
        .await
        .unwrap();
    Country::search_count(&user, Domain::all()).await.unwrap();
    // With a different password the session cannot be renewed.
    User::write(&env.odoo, id, Values::new().set(PASSWORD, "other-password"))
        .await
        .unwrap();
    let error = Country::search_count(&user, Domain::all())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Login(_)), "{error:?}");
    let partner = User::read(&env.odoo, id).one().await.unwrap().partner_id;
    User::unlink(&env.odoo, id).await.unwrap();
    Partner::unlink(&env.odoo, &partner).await.unwrap();
}

async fn missing_rights_are_an_access_error(env: Env) {
    let clerk = env.server.client_as("clerk", "clerk-password");
    let belgium = Country::search(&clerk, Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap();
    let error = Country::unlink(&clerk, belgium).await.unwrap_err();
    let fault = fault(&error);
    assert!(
        fault.is_access() && fault.is_user_error() && !fault.is_validation(),
        "{fault:?}"
    );
    let call = fault.call().map(ToString::to_string);
    assert_eq!(call.as_deref(), Some("`res.country.unlink` on 1 record"));
}
