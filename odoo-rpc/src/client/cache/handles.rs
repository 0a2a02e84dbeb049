//! The methods of a client that concern its cache.

use std::sync::Arc;

use super::{CacheConfig, KEPT, ReadCache};
use crate::{call::Call, call_info::Effect, client::Client};

impl Client {
    /// Returns a client on the same connection that keeps what it reads, for `config`'s lifetime.
    ///
    /// Use it for reference data that hardly changes: countries, currencies, categories. Keep the returned handle: each call of this method makes an empty
    /// cache, which the handles made from it share. A result that is kept costs no call. Reads that look for the same record at the same time wait for
    /// one call (single-flight). Errors are not kept.
    ///
    /// | | |
    /// |---|---|
    /// | kept one by one | records that are read by id |
    /// | kept as a whole | searches with their records, ids, names or count |
    /// | never kept | streams, incremental sync, aggregates, lookups of external ids, files, other methods |
    /// | key | the request with its context: language, companies, time zone; a client has one server and one user |
    /// | dropped | when a call that may write to the model ends, through any handle of this connection, whatever its result; a controller that may write drops everything |
    ///
    /// A result also contains values of other records: names of linked records, computed and related fields. It may be as old as the lifetime if
    /// such a record changes, or if another program writes. [`clear_cache`](Self::clear_cache) drops everything.
    ///
    /// ```
    /// use std::time::Duration;
    /// use odoo_orm::{prelude::*, rpc::CacheConfig};
    ///
    /// #[derive(OdooModel)]
    /// #[odoo(model = "res.country")]
    /// struct Country { id: Id<Country>, code: String, name: String }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let world = odoo_mock::World::new();
    /// # let odoo = world.client();
    /// let reference = odoo.cached(CacheConfig::new(Duration::from_secs(3600)));
    ///
    /// let belgium = || Country::search_read(&reference, Country::CODE.eq("BE")).one();
    /// assert_eq!(belgium().await?.name, "Belgium");
    /// assert_eq!(belgium().await?.name, "Belgium"); // without a call
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "the handle with the cache is returned"]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "written as `cached(CacheConfig::new(..))`"
    )]
    pub fn cached(&self, config: CacheConfig) -> Self {
        Client {
            cache: Some(Arc::new(ReadCache::new(&config, &self.shared))),
            ..self.clone()
        }
    }

    /// Drops what the [cached](Self::cached) handles of this connection have read.
    ///
    /// Call it when another program has changed the records.
    pub fn clear_cache(&self) {
        self.shared.writes.note(None);
    }

    /// Returns the handle that fetches for all.
    ///
    /// What cancels a single read does not cancel it.
    pub(super) fn fetching(&self) -> Self {
        Client {
            tokens: Vec::new(),
            cache: None,
            ..self.clone()
        }
    }

    /// Returns the cache for this call.
    pub(in crate::client) fn cache_of(&self, call: &Call) -> Option<&Arc<ReadCache>> {
        let cache = self.cache.as_ref()?;
        let is_kept = call.effect() == Effect::Read
            && call.method().is_some_and(|method| KEPT.contains(&method));
        is_kept.then_some(cache)
    }
}
