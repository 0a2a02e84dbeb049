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
}

/// The kinds of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Each call reads partners by `search_read`.
    SearchRead,
    /// Each call reads one partner by `read`.
    ReadOne,
    /// Each call makes partners by `create`.
    Create,
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
    /// Of what was read; see [`Checksum`](crate::checksum).
    pub checksum: u32,
}
