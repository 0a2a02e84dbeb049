//! Requests of XML-RPC.

use reqwest::header::HeaderValue;
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value};

use super::{
    Endpoint,
    outgoing::Outgoing,
    session::{Access, Session},
};
use crate::{
    call::{Call, Target},
    error::{ConfigError, Error},
};

/// The service that needs no user.
const COMMON: &str = "/xmlrpc/2/common";

pub(super) const XML: HeaderValue = HeaderValue::from_static("text/xml");

impl Call {
    /// A request for the user's id, or `false` for wrong credentials.
    pub(super) fn xml_rpc_login(database: &str, login: &str, secret: &str) -> Self {
        Self::route(COMMON)
            .kwarg("db", database)
            .kwarg("login", login)
            .kwarg("password", secret)
            .kwarg("user_agent_env", Value::Object(Map::new()))
    }

    /// A read of the user's context.
    ///
    /// Odoo 14 cannot write the result of `context_get` (`base/controllers/rpc.py` has no `frozendict`).
    pub(super) fn own_settings(uid: i64) -> Self {
        Self::read("res.users", "read")
            .on([uid])
            .arg("fields", vec!["lang", "tz"])
    }
}

impl Endpoint {
    /// Returns whether a call is sent by XML-RPC.
    pub(super) fn speaks_xml_rpc_for(&self, call: &Call) -> bool {
        self.speaks_xml_rpc && (call.model().is_some() || common_method(call).is_some())
    }

    /// Renders the path and body of a call; `None` for another call.
    pub(super) fn xml_rpc(
        &self,
        call: Outgoing<'_>,
        session: Option<&Session>,
    ) -> Result<Option<(&'static str, Vec<u8>)>, Error> {
        if !self.speaks_xml_rpc {
            return Ok(None);
        }
        match (&call.target, session.map(Session::access)) {
            (Target::Method { .. }, Some(Access::Key { uid, secret })) => {
                let context = &*call.context_for(session);
                let body = call.xml_rpc_body(&self.database, *uid, secret.expose_secret(), context)?;
                Ok(Some(("xmlrpc/2/object", body)))
            }
            (
                Target::Route {
                    for_users: true, ..
                }
                | Target::Page {
                    for_users: true, ..
                },
                _,
            ) => Err(ConfigError::new(format!(
                "{} was not sent: XML-RPC calls methods of models only; controllers, sessions and files need `Protocol::CallKw`",
                call.info()
            ))
            .into()),
            _ => match common_method(&call) {
                Some(method) => Ok(Some(("xmlrpc/2/common", call.xml_rpc_common_body(method)?))),
                None => Ok(None),
            },
        }
    }
}

/// Returns the method of the service `common` that a call runs.
fn common_method(call: &Call) -> Option<&'static str> {
    match call.path()? {
        COMMON => Some("authenticate"),
        // A host that leaves only `/xmlrpc` open hides the controller.
        "/web/webclient/version_info" => Some("version"),
        _ => None,
    }
}
