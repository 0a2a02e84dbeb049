//! The world as a transport: calls without a connection.

pub(crate) mod failed;

use std::sync::Arc;

use odoo_rpc::{
    Answer, BoxFuture, Call, Error, LoginError, LoginErrorKind, Outcome, Transport, TransportError,
    TransportErrorKind,
};
use serde_json::{Map, Value, json};

use crate::{
    call::{Request, Wire},
    exception::Exception,
    failure::Failure,
    methods::user_context,
    users::is_active,
    version::Version,
    world::{DATABASE, World},
};

/// A user's way to the server.
pub(crate) struct InProcess {
    world: World,
    login: Arc<str>,
}

impl InProcess {
    pub(crate) fn new(world: World, login: &str) -> Self {
        InProcess {
            world,
            login: login.into(),
        }
    }
}

impl Transport for InProcess {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, Error>> {
        Box::pin(async move {
            if call.model().is_none() {
                return self.route(&call);
            }
            let failure = self.world.failure_of(&call.name());
            match failure {
                None => self.run(&call),
                Some(Failure::Delay(time)) => {
                    tokio::time::sleep(time).await;
                    self.run(&call)
                }
                Some(failure) => {
                    if failed::runs(&failure) {
                        self.run(&call)?;
                    }
                    Err(failed::error(&failure, &call, self.world.release()))
                }
            }
        })
    }
}

impl InProcess {
    fn user(&self) -> Result<i64, Error> {
        let user = self.world.user_of(&self.login);
        let user = user.filter(|user| is_active(&self.world.state().db, *user));
        user.ok_or_else(|| {
            LoginError::new(
                LoginErrorKind::WrongCredentials,
                &self.login,
                DATABASE,
                None,
            )
            .into()
        })
    }

    fn run(&self, call: &Call) -> Result<Answer, Error> {
        let user = self.user()?;
        let result = request(call).and_then(|mut request| {
            // The context of the user lies under that of the call, as a client with a session has it.
            let mut context = self.world.look(user, user_context);
            if let Some(Value::Object(own)) = request.kwargs.remove("context") {
                context.extend(own);
            }
            request.kwargs.insert("context".to_owned(), context.into());
            self.world.run(user, request)
        });
        match result {
            Ok(output) => Ok(Answer::bare(output.to_text().into_bytes(), call)),
            Err(exception) => Err(self.fault(exception, call)),
        }
    }

    fn fault(&self, exception: Exception, call: &Call) -> Error {
        let fault = exception.into_fault(self.world.release());
        Box::new(fault.of_call(call.info())).into()
    }

    /// The controllers that a client without HTTP has a use for.
    fn route(&self, call: &Call) -> Result<Answer, Error> {
        let value = match call.name().as_str() {
            "/web/webclient/version_info" => version_info(self.world.release()),
            "/web/session/get_session_info" => session_info(&self.world, self.user()?),
            "/web/session/destroy" => Value::Null,
            path => {
                let sentence = format!("the in-memory Odoo has no controller at `{path}`");
                return Err(TransportError::new(
                    TransportErrorKind::Status(404),
                    Outcome::NotDone,
                    sentence,
                )
                .into());
            }
        };
        Ok(Answer::bare(value.to_string().into_bytes(), call))
    }
}

/// A call as `call_kw` has it.
fn request(call: &Call) -> Result<Request, Exception> {
    let body: Value = serde_json::from_slice(&call.to_call_kw(1)).unwrap_or_default();
    from_params(body.get("params").unwrap_or(&Value::Null), Wire::CallKw)
}

/// The parameters of `call_kw`.
pub(crate) fn from_params(params: &Value, wire: Wire) -> Result<Request, Exception> {
    let text = |name: &str| {
        params
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let missing = |name: &str| {
        crate::exception::type_error(format!(
            "call_kw() missing 1 required positional argument: '{name}'"
        ))
    };
    for name in ["model", "method", "args", "kwargs"] {
        params.get(name).ok_or_else(|| missing(name))?;
    }
    let args = match params.get("args") {
        Some(Value::Array(args)) => args.clone(),
        _ => {
            return Err(crate::exception::type_error(
                "call_kw() takes a list of arguments",
            ));
        }
    };
    let kwargs = match params.get("kwargs") {
        Some(Value::Object(kwargs)) => kwargs.clone(),
        _ => {
            return Err(crate::exception::attribute_error(
                "'NoneType' object has no attribute 'pop'",
            ));
        }
    };
    Ok(Request {
        model: text("model"),
        method: text("method"),
        args,
        kwargs,
        wire,
    })
}

/// The server's version, as it tells anyone.
pub(crate) fn version_info(version: Version) -> Value {
    let major = version.major();
    json!({
        "server_version": format!("{major}.0"),
        "server_version_info": [major, 0, 0, "final", 0, ""],
        "server_serie": format!("{major}.0"),
        "protocol_version": 1,
    })
}

/// What a login tells of the user and the server.
pub(crate) fn session_info(world: &World, user: i64) -> Value {
    let version = world.release();
    let text = |model: &str, id: i64, field: &str| {
        let row = world.own_row(model, id);
        row.get(field).cloned().unwrap_or(Value::Bool(false))
    };
    let mut context = world.look(user, user_context);
    context.insert("uid".to_owned(), user.into());
    let admin = world.look(user, |view| view.has_group("base.group_system"));
    let company = text("res.users", user, "company_id");
    let mut info: Map<String, Value> = version_info(version)
        .as_object()
        .cloned()
        .unwrap_or_default();
    let more = json!({
        "uid": user,
        "is_system": admin,
        "is_admin": admin,
        "user_context": context,
        "db": DATABASE,
        "name": text("res.users", user, "name"),
        "username": text("res.users", user, "login"),
        "partner_display_name": text("res.users", user, "name"),
        "partner_id": text("res.users", user, "partner_id").get(0).cloned(),
        "web.base.url": "http://localhost:8069",
        "active_ids_limit": 20000,
        "user_companies": {"current_company": if version.until(14) { company.clone() } else { company.get(0).cloned().unwrap_or_default() }},
        "currencies": {},
        "show_effect": true,
        "display_switch_company_menu": false,
    });
    info.extend(more.as_object().cloned().unwrap_or_default());
    if version.until(16) {
        info.insert(
            "company_id".to_owned(),
            company.get(0).cloned().unwrap_or_default(),
        );
    }
    info.into()
}
