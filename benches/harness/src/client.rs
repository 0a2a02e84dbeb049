use std::error::Error;

use crate::Task;

/// Why a measurement failed.
pub type Fault = Box<dyn Error + Send + Sync>;

/// A client for Odoo.
#[expect(
    async_fn_in_trait,
    reason = "all futures of the benchmark stay on one thread"
)]
pub trait Client: Sized + 'static {
    /// The type of a decoded partner.
    type Partner: Row;

    /// Logs in.
    async fn login(task: &Task) -> Result<Self, Fault>;

    /// Reads this many partners with one `search_read`.
    async fn search_read(&self, count: usize) -> Result<Vec<Self::Partner>, Fault>;

    /// Reads one partner with `read`.
    async fn read_one(&self, id: i64) -> Result<Self::Partner, Fault>;

    /// Creates this many partners with one `create`, and returns their ids.
    async fn create(&self, count: usize) -> Result<Vec<i64>, Fault>;

    /// Creates this many partners in the client's best way, and returns their ids.
    async fn import(&self, count: usize) -> Result<Vec<i64>, Fault> {
        self.create(count).await
    }

    /// Reads this many partners, [`PAGE`](crate::PAGE) at a time, and returns the sum of each, with the country as an id.
    async fn export(&self, count: usize) -> Result<Vec<i64>, Fault>;

    /// Reads this many partners and the names of their countries, and returns the sum of each: its id, and the country as a link.
    async fn countries(&self, count: usize) -> Result<Vec<i64>, Fault>;

    /// Returns the number of requests so far, if the client counts them.
    async fn requests_for_countries(&self, _: usize) -> Result<Option<u64>, Fault> {
        Ok(None)
    }
}

/// A decoded record.
pub trait Row {
    /// The sum of its values as numbers; see [`Checksum`](crate::checksum).
    fn sum(&self) -> i64;
}
