use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::runtime::Id;

use super::{base::BaseUrl, http_config::HttpConfig};
use crate::{error::ConfigError, runtime};

/// A connection pool for each runtime that the client is used in.
///
/// The runtime that opened a connection drives it. A call in another runtime would wait for that one, which may have paused or ended.
pub(super) struct Connections {
    config: HttpConfig,
    base: BaseUrl,
    connect_timeout: Duration,
    /// The pools, the last used one first.
    ///
    /// One that no runtime has used yet has no id.
    pools: Mutex<Vec<(Option<Id>, reqwest::Client)>>,
}

/// The maximum number of pools.
///
/// A further runtime replaces the least recently used one.
const MOST: usize = 8;

impl Connections {
    /// Creates the first pool, which shows that the configuration is valid.
    pub(super) fn new(
        config: HttpConfig,
        base: BaseUrl,
        connect_timeout: Duration,
    ) -> Result<Self, ConfigError> {
        let first = config.client(&base, connect_timeout)?;
        Ok(Connections {
            config,
            base,
            connect_timeout,
            pools: Mutex::new(vec![(None, first)]),
        })
    }

    /// Returns the pool of the current runtime.
    pub(super) fn here(&self) -> Result<reqwest::Client, ConfigError> {
        let here = Some(runtime::current()?.id());
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |(of, _): &(Option<Id>, _)| *of == here || of.is_none();
        let pool = match pools.iter().position(known) {
            Some(found) => pools.remove(found).1,
            None => self.config.client(&self.base, self.connect_timeout)?,
        };
        pools.truncate(MOST - 1);
        pools.insert(0, (here, pool.clone()));
        Ok(pool)
    }
}
