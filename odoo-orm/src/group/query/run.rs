//! Running the query, and decoding the groups of its response.

use std::{future::IntoFuture, sync::Arc};

use odoo_rpc::{BoxFuture, DecodeError, Error, Response};

use super::GroupQuery;
use crate::{
    domain::Domain,
    group::{
        Group,
        domain::GroupDomain,
        request::{Method, Request},
        row::GroupRow,
    },
    model::{Model, meta},
    tree::LARGEST,
};

impl<M: Model, K, V> GroupQuery<M, K, V> {
    async fn run(self) -> Result<Vec<Group<M, K, V>>, Error> {
        // Without keys there is one group, so an offset skips it. Odoo 19 ignores the offset if no record matches.
        if self.limit == Some(0) || (self.request.keys.is_empty() && self.offset > 0) {
            return Ok(Vec::new());
        }
        let model = meta::<M>().name();
        let version = self.client.server_version().await?;
        let request = self.request.on(meta::<M>(), version)?;
        request.check(model, version)?;
        let method = Method::of(version);
        let mut call = request.call(method, model, self.domain.for_server(&self.client).await?)?;
        // Odoo 14 ignores an offset that has no limit (`odoo/models.py`, `_read_group_raw`).
        if let Some(limit) = self.limit.or((self.offset > 0).then_some(LARGEST)) {
            call = call.kwarg("limit", limit.min(LARGEST));
        }
        if self.offset > 0 {
            call = call.kwarg("offset", self.offset.min(LARGEST));
        }
        self.groups(&self.client.call(call).await?, &request, method)
    }

    fn groups(
        &self,
        answer: &Response,
        request: &Request,
        method: Method,
    ) -> Result<Vec<Group<M, K, V>>, Error> {
        // Shared by all groups, because it may be large.
        let query = Arc::new(self.domain.clone());
        answer.read(|json| {
            let mut groups = Vec::new();
            json.array(|_, json| {
                let row = GroupRow::new(json.clone(), request, method, meta::<M>().name())?;
                groups.push(Group {
                    key: (self.read_keys)(&row)?,
                    values: (self.read_values)(&row)?,
                    count: row.count()?,
                    domain: self.domain_of(&row, method, &query)?,
                });
                json.set_position(row.end());
                Ok(())
            })?;
            Ok(groups)
        })
    }

    /// Returns the domain of a group. Without keys, Odoo 14 to 16 send none.
    fn domain_of(
        &self,
        row: &GroupRow<'_>,
        method: Method,
        query: &Arc<Domain<M>>,
    ) -> Result<GroupDomain<M>, DecodeError> {
        let query = || Some(Arc::clone(query));
        Ok(match method {
            _ if self.request.keys.is_empty() => GroupDomain::new(query(), None),
            Method::ReadGroup => GroupDomain::new(None, Some(row.domain()?)),
            Method::Formatted => GroupDomain::new(query(), Some(row.domain()?)),
        })
    }
}

impl<M: Model, K: 'static, V: 'static> IntoFuture for GroupQuery<M, K, V> {
    type Output = Result<Vec<Group<M, K, V>>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

#[cfg(test)]
mod tests;
