use serde::{Deserialize, Serialize};

/// The fields to read, in the requested order: the first 6, or all 20.
pub const FIELDS: [&str; 20] = [
    "id",
    "name",
    "email",
    "phone",
    "country_id",
    "create_date",
    "street",
    "city",
    "zip",
    "is_company",
    "active",
    "color",
    "partner_latitude",
    "credit_limit",
    "child_ids",
    "category_id",
    "user_id",
    "lang",
    "comment",
    "write_date",
];

/// The reference of the partners to read.
pub const REFERENCE: &str = "odoo-orm bench";

/// The reference of the partners that a client creates.
pub const NEW_REFERENCE: &str = "odoo-orm bench, new";

/// The page size of an export.
pub const PAGE: usize = 2_000;

/// A task of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The URL of the server.
    pub url: String,
    /// The database.
    pub database: String,
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
    /// An API key, for a protocol that needs one; otherwise empty.
    pub api_key: String,
    /// The kind of work.
    pub job: Job,
    /// The number of records that a call reads or creates.
    pub records: usize,
    /// The number of [`FIELDS`] that a call reads.
    pub fields: usize,
    /// The number of calls.
    pub calls: usize,
    /// The number of concurrent calls.
    pub in_flight: usize,
    /// The ids of the partners for reads of one record. If empty, the first ones are used.
    pub ids: Vec<i64>,
}

impl Task {
    /// The partner of a call, numbered from 0.
    pub fn id(&self, call: usize) -> i64 {
        let first = || i64::try_from(call + 1).unwrap_or_default();
        self.ids.get(call).copied().unwrap_or_else(first)
    }
}

/// The kinds of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Each call reads partners by `search_read`.
    SearchRead,
    /// Each call reads one partner by `read`.
    ReadOne,
    /// Each call creates partners with one `create`.
    Create,
    /// Each call creates partners in the client's best way.
    Import,
    /// Each call reads all partners in pages, sorted by id, in the client's best way.
    Export,
    /// Each call reads partners and the names of their countries, in the client's usual way.
    Countries,
}

impl Job {
    /// Whether it creates records.
    pub fn makes(self) -> bool {
        matches!(self, Job::Create | Job::Import)
    }
}

/// The cost of a task for a client, without the login and the first call.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// CPU time of all threads of the client's process, in seconds.
    pub cpu: f64,
    /// Elapsed seconds.
    pub wall: f64,
    /// Peak memory of the process, in MiB.
    pub memory: f64,
    /// The checksum of the values; see [`checksum`](crate::checksum).
    pub checksum: u32,
    /// The number of requests of one call, for workloads that compare it and clients that count it.
    #[serde(default)]
    pub requests: Option<u64>,
}
