use std::error::Error;

use crate::Task;

/// Why something could not be measured.
pub type Fault = Box<dyn Error + Send + Sync>;

/// A way to talk to Odoo.
#[expect(
    async_fn_in_trait,
    reason = "its futures stay on one thread, as everything here"
)]
pub trait Client: Sized + 'static {
    /// What a partner is read into.
    type Partner: Row;

    /// Logs in.
    async fn login(task: &Task) -> Result<Self, Fault>;

    /// Reads so many partners by one `search_read`.
    async fn search_read(&self, count: usize) -> Result<Vec<Self::Partner>, Fault>;

    /// Reads one partner by `read`.
    async fn read_one(&self, id: i64) -> Result<Self::Partner, Fault>;

    /// Makes so many partners by one `create`, and gives their ids.
    async fn create(&self, count: usize) -> Result<Vec<i64>, Fault>;

    /// Makes so many partners as the client does that best, and gives their ids.
    async fn import(&self, count: usize) -> Result<Vec<i64>, Fault> {
        self.create(count).await
    }

    /// Reads so many partners, [`PAGE`](crate::PAGE) at a time, and gives the sum of each, its country by its id alone.
    async fn export(&self, count: usize) -> Result<Vec<i64>, Fault>;

    /// Reads so many partners and the names of their countries, and gives the sum of each: its id, and the country as a link.
    async fn countries(&self, count: usize) -> Result<Vec<i64>, Fault>;

    /// How many requests that takes, for a client that can be asked.
    async fn requests_for_countries(&self, _: usize) -> Result<Option<u64>, Fault> {
        Ok(None)
    }
}

/// A record that was read.
pub trait Row {
    /// The sum of its values as numbers; see [`Checksum`](crate::checksum).
    fn sum(&self) -> i64;
}
