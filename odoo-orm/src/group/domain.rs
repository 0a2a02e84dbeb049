//! The domain of a group, built on demand.
//!
//! A query may have many groups and a long domain.

use std::sync::Arc;

use crate::domain::Domain;

pub(super) struct GroupDomain<M> {
    /// The domain of the query, unless the server's domain contains it.
    query: Option<Arc<Domain<M>>>,
    /// The server's domain, as received.
    json: Option<Box<[u8]>>,
}

impl<M> GroupDomain<M> {
    pub(super) fn new(query: Option<Arc<Domain<M>>>, json: Option<Box<[u8]>>) -> Self {
        GroupDomain { query, json }
    }

    pub(super) fn get(&self) -> Domain<M> {
        let query = self.query.as_deref().cloned();
        // Invalid JSON, such as a bare `NaN`, makes the search fail that uses the domain.
        let group = self
            .json
            .as_deref()
            .map(|json| Domain::raw(serde_json::from_slice(json).unwrap_or_default()));
        query.unwrap_or_else(Domain::all) & group.unwrap_or_else(Domain::all)
    }
}

impl<M> Clone for GroupDomain<M> {
    fn clone(&self) -> Self {
        GroupDomain {
            query: self.query.clone(),
            json: self.json.clone(),
        }
    }
}
