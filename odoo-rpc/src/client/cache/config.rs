use std::time::Duration;

/// The largest number of bytes that a cache can hold.
const MOST_BYTES: u64 = u32::MAX as u64;
/// moka panics above 1,000 years.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// The lifetime and the bounds of a cache: see [`Client::cached`](crate::Client::cached).
#[derive(Debug, Clone)]
pub struct CacheConfig {
    lifetime: Duration,
    max_entries: usize,
    max_bytes: usize,
}

impl CacheConfig {
    /// Creates a configuration in which results are used for `lifetime` after they were read.
    pub fn new(lifetime: Duration) -> Self {
        CacheConfig {
            lifetime,
            max_entries: 10_000,
            max_bytes: 16 << 20,
        }
    }

    /// Limits the number of results, 10,000 by default.
    ///
    /// Each record that was read by its id is one result, and so is each search.
    #[must_use]
    pub fn max_entries(mut self, most: usize) -> Self {
        self.max_entries = most;
        self
    }

    /// Limits the size of the results with their requests, 16 MiB by default.
    ///
    /// At most 4 GiB.
    #[must_use]
    pub fn max_bytes(mut self, most: usize) -> Self {
        self.max_bytes = most;
        self
    }

    pub(super) fn lifetime(&self) -> Duration {
        self.lifetime.min(LONGEST)
    }

    /// Returns the bound of the sum of all [weights](Self::weight).
    pub(super) fn capacity(&self) -> u64 {
        let bytes = u64::try_from(self.max_bytes).unwrap_or(MOST_BYTES);
        if self.max_entries == 0 {
            return 0;
        }
        bytes.min(MOST_BYTES)
    }

    /// Returns the weight of a result with this many bytes.
    ///
    /// No result weighs less than its share of the capacity, so one sum bounds the bytes and the number.
    pub(super) fn weight(&self, bytes: usize) -> u32 {
        let entries = u64::try_from(self.max_entries).unwrap_or(u64::MAX);
        let share = self.capacity().div_ceil(entries.max(1));
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        u32::try_from(bytes.max(share)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many results of this size fit.
    fn fit(config: &CacheConfig, bytes: usize) -> u64 {
        config.capacity() / u64::from(config.weight(bytes))
    }

    #[test]
    fn one_sum_bounds_the_number_and_the_bytes() {
        let config = CacheConfig::new(Duration::from_secs(1));
        let config = config.max_entries(10).max_bytes(1_000);
        assert_eq!(fit(&config, 1), 10);
        assert_eq!(fit(&config, 100), 10);
        assert_eq!(fit(&config, 500), 2);
        assert_eq!(fit(&config, 1_001), 0);
    }

    #[test]
    fn bounds_beyond_the_largest_size_hold_the_number() {
        let config = CacheConfig::new(Duration::MAX);
        let config = config.max_entries(3).max_bytes(usize::MAX);
        assert!(fit(&config, 1) <= 3);
        assert_eq!(config.lifetime(), LONGEST);
    }

    #[test]
    fn a_bound_of_zero_holds_nothing() {
        let config = CacheConfig::new(Duration::from_secs(1));
        assert_eq!(config.clone().max_entries(0).capacity(), 0);
        assert_eq!(config.max_bytes(0).capacity(), 0);
    }
}
