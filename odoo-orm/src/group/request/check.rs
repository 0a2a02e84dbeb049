//! What no server can do, or not each version.

use odoo_rpc::{ConfigError, ServerVersion};

use super::Request;
use crate::{
    group::{aggregate::AggregateSpec, date_range::Granularity},
    version,
};

impl Request {
    /// Refuses what a server of this version would refuse, or leave out.
    pub(in crate::group) fn check(
        &self,
        model: &str,
        version: &ServerVersion,
    ) -> Result<(), ConfigError> {
        for key in &self.keys {
            let field = key.field;
            if field == "id" {
                return refuse(format!(
                    "records of `{model}` cannot be grouped by `id`, which no two have in common: search them"
                ));
            }
            if key.whole_days && key.granularity == Some(Granularity::Hour) {
                return refuse(format!(
                    "field `{field}` of `{model}` is a date, which has no hours: group it by days"
                ));
            }
            if !key.since.holds_on(version) {
                return unsupported(format!(
                    "records of `{model}` cannot be grouped by `{field}`, a many2many field, before Odoo {}, and this \
                     server is {version}",
                    key.since
                ));
            }
        }
        self.check_aggregates(model, version)
    }

    /// `read_group` leaves out an aggregate of a field that is a key, up to its rewriting in Odoo 17.
    fn check_aggregates(&self, model: &str, version: &ServerVersion) -> Result<(), ConfigError> {
        if version::AGGREGATES_KEYS.holds_on(version) {
            return Ok(());
        }
        for aggregate in &self.aggregates {
            let AggregateSpec::Of { function, field } = *aggregate else {
                continue;
            };
            if self.keys.iter().any(|key| key.field == field) {
                return unsupported(format!(
                    "the `{function}` of `{field}` of `{model}` cannot be had in groups by `{field}` before Odoo {}, and \
                     this server is {version}: leave one of them out",
                    version::AGGREGATES_KEYS
                ));
            }
        }
        Ok(())
    }
}

fn refuse(sentence: String) -> Result<(), ConfigError> {
    Err(ConfigError::new(sentence))
}

fn unsupported(sentence: String) -> Result<(), ConfigError> {
    Err(ConfigError::unsupported(sentence))
}
