//! One request, from its headers to its answer.

use std::net::IpAddr;

use http_body_util::BodyExt as _;
use hyper::{
    Method, Request, Response,
    body::Incoming,
    header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap},
};

use super::{
    page::{Cut, Page, Reply},
    routes,
};
use crate::world::World;

/// What is known of a request.
pub(super) struct Asked {
    pub(super) world: World,
    pub(super) from: IpAddr,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

pub(super) async fn handle(
    world: World,
    from: IpAddr,
    request: Request<Incoming>,
) -> Result<Response<Page>, Cut> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Cut)?.to_bytes().to_vec();
    // Slashes at the end, and doubled ones, count for nothing.
    let path: Vec<&str> = head
        .uri
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let request = Asked {
        world,
        from,
        method: head.method,
        path: format!("/{}", path.join("/")),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
    };
    routes::answer(request).await.map(Reply::into_response)
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether the request says that it brings JSON.
    pub(super) fn is_json(&self) -> bool {
        let kind = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
        matches!(kind, Some("application/json" | "application/json-rpc"))
    }

    /// The id of the session that the request brings along.
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
        // 14 takes a header as well.
        ids.next().or_else(|| {
            self.header("x-openerp-session-id")
                .filter(|_| self.world.release().until(14))
        })
    }

    /// The key of an `Authorization: bearer` header.
    pub(super) fn bearer(&self) -> Option<&str> {
        let value = self.headers.get(AUTHORIZATION)?.to_str().ok()?;
        let (scheme, key) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
    }

    /// A value of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        pairs
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}
