use serde::{Deserialize, Serialize};

/// The fields that are read, in the order in which they are asked for: the first 6, or all 20.
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

/// The reference of the partners that are read.
pub const REFERENCE: &str = "odoo-orm bench";

/// The reference of those that a client makes.
pub const NEW_REFERENCE: &str = "odoo-orm bench, new";

/// How many partners an export reads at once.
pub const PAGE: usize = 2_000;

/// What a client is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Where the server listens.
    pub url: String,
    /// Its database.
    pub database: String,
    /// The user's name.
    pub login: String,
    /// The user's password.
    pub password: String,
    /// A key of the user's, for the wire that needs one; empty if there is none.
    pub api_key: String,
    /// The kind of work.
    pub job: Job,
    /// How many records a call reads or makes.
    pub records: usize,
    /// How many of [`FIELDS`] a call reads.
    pub fields: usize,
    /// How many calls there are.
    pub calls: usize,
    /// How many of them at once.
    pub in_flight: usize,
    /// The partners that are read one by one; the first ones of all if there are none here.
    pub ids: Vec<i64>,
}

impl Task {
    /// The partner that a call reads, the first call being 0.
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
    /// Each call makes partners by one `create`.
    Create,
    /// Each time makes partners as the client does that best.
    Import,
    /// Each time all partners, page by page, in the order of their ids, as the client does that best.
    Export,
    /// Each time partners and the names of their countries, as the client is mostly used for that.
    Countries,
}

impl Job {
    /// Whether it makes records.
    pub fn makes(self) -> bool {
        matches!(self, Job::Create | Job::Import)
    }
}

/// What a client took for it, logging in and the first call not counted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Seconds of all threads of the client's process.
    pub cpu: f64,
    /// Seconds on the clock.
    pub wall: f64,
    /// The most that the process held at one time, in MiB.
    pub memory: f64,
    /// Of what was read; see [`checksum`](crate::checksum).
    pub checksum: u32,
    /// How many requests one call of the work took, where that is the point of it and the client can say.
    #[serde(default)]
    pub requests: Option<u64>,
}
