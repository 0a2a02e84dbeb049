//! Handling of one request, from its headers to its response.

use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use http_body_util::BodyExt as _;
use hyper::{
    Method, Request, Response,
    body::Incoming,
    header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap},
    http::uri::PathAndQuery,
};

use super::{
    failing::Spoilt,
    json_rpc,
    page::{Cut, Instead, Page},
    routes,
};
use crate::{
    web::{Place, controllers::is_call},
    world::World,
};

/// The data of a request.
pub(super) struct Asked {
    pub(super) world: World,
    pub(super) from: IpAddr,
    pub(super) method: Method,
    pub(super) place: Place,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Changes to make to the response.
    spoilt: Mutex<Option<Spoilt>>,
}

pub(super) async fn handle(
    world: World,
    from: IpAddr,
    request: Request<Incoming>,
) -> Result<Response<Page>, Cut> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Cut)?.to_bytes().to_vec();
    let path = head.uri.path_and_query().map(PathAndQuery::as_str);
    let request = Asked {
        world,
        from,
        method: head.method,
        place: Place::new(path.unwrap_or_default()),
        headers: head.headers,
        body,
        spoilt: Mutex::default(),
    };
    let reply = match routes::answer(&request).await {
        Ok(reply) => reply,
        Err(Instead::Page(page)) => *page,
        Err(Instead::Nothing) => return Err(Cut),
    };
    let spoilt = *request
        .spoilt
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    match spoilt {
        None => Ok(reply.into_response()),
        Some(Spoilt::Lost) => Err(Cut),
        Some(Spoilt::Half) => Ok(reply.breaking_off().into_response()),
        Some(Spoilt::Id) => Ok(json_rpc::with_another_id(reply).into_response()),
    }
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether the content type of the request is JSON.
    pub(super) fn is_json(&self) -> bool {
        let kind = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
        matches!(kind, Some("application/json" | "application/json-rpc"))
    }

    /// The session id of the request.
    pub(super) fn cookie(&self) -> Option<&str> {
        let cookies = self
            .headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let pairs = cookies
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let mut ids = pairs
            .filter(|(name, _)| *name == "session_id")
            .map(|(_, id)| id);
        ids.next().or_else(|| {
            self.header("x-openerp-session-id")
                .filter(|_| self.world.release().has_session_header())
        })
    }

    /// The key of an `Authorization: bearer` header.
    pub(super) fn bearer(&self) -> Option<&str> {
        let value = self.headers.get(AUTHORIZATION)?.to_str().ok()?;
        let (scheme, key) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
    }

    /// The path without the query.
    pub(super) fn path(&self) -> String {
        format!("/{}", self.place.segments().join("/"))
    }

    /// The name of the request for failures. A method call has its own name.
    pub(super) fn route(&self) -> Option<String> {
        let path = self.path();
        match self.place.segments().as_slice() {
            ["json", "2", ..] => None,
            ["jsonrpc"] => json_rpc::service(&self.body),
            #[cfg(feature = "xml-rpc")]
            ["xmlrpc", "2", service] => super::xml_rpc::service(service, &self.body),
            _ if is_call(&path) => None,
            _ => Some(path),
        }
    }

    /// Requests a change of the response, applied when it is complete.
    pub(super) fn spoil(&self, how: Spoilt) {
        *self.spoilt.lock().unwrap_or_else(PoisonError::into_inner) = Some(how);
    }
}
