use chrono::{DateTime, Utc};
use odoo_rpc::DecodeError;

use crate::{
    record::{Record, Row, Select},
    values::Values,
};

/// A record of a run, with the time of its change and a digest.
pub(super) struct Seen<R> {
    pub(super) id: i64,
    /// The second of the change.
    ///
    /// `None` for records without a time, which old versions of a module created.
    pub(super) second: Option<i64>,
    pub(super) digest: u64,
    pub(super) record: R,
}

impl<R: Record> Record for Seen<R> {
    type Model = R::Model;

    const __A_PROJECTION_MUST_NOT_CONTAIN_ITSELF: () = R::__A_PROJECTION_MUST_NOT_CONTAIN_ITSELF;

    fn __select(fields: &mut Select) {
        R::__select(fields);
        fields.also("write_date");
    }

    fn __decode(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        let record = R::__decode(row)?;
        let time: Option<DateTime<Utc>> = row.get("write_date")?;
        Ok(Seen {
            id: row.id()?,
            second: time.map(|time| time.timestamp()),
            digest: row.digest()?,
            record,
        })
    }

    fn __copy(&self, values: &mut Values<R::Model>) {
        self.record.__copy(values);
    }
}
