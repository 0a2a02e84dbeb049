//! Queries that some or all server versions do not support.

use odoo_rpc::{ConfigError, ServerVersion};

use super::Request;
use crate::{
    group::{aggregate::AggregateSpec, date_range::Granularity},
    version,
};

impl Request {
    /// Rejects a query that the server would reject or answer incompletely.
    pub(in crate::group) fn check(
        &self,
        model: &str,
        version: &ServerVersion,
    ) -> Result<(), ConfigError> {
        for key in &self.keys {
            let field = key.field;
            if field == "id" {
                return refuse(format!(
                    "records of `{model}` cannot be grouped by `id`, which is unique: use a search"
                ));
            }
            if key.whole_days && key.granularity == Some(Granularity::Hour) {
                return refuse(format!(
                    "field `{field}` of `{model}` is a date without hours: group it by days"
                ));
            }
            if !key.since.holds_on(version) {
                return unsupported(format!(
                    "grouping records of `{model}` by `{field}`, a many2many field, needs Odoo {} or later, but this \
                     server is Odoo {version}",
                    key.since
                ));
            }
        }
        self.check_aggregates(model, version)
    }

    /// Rejects an aggregate of a key before Odoo 17, where `read_group` omits it.
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
                    "the `{function}` of `{field}` of `{model}` in groups by `{field}` needs Odoo {} or later, but \
                     this server is Odoo {version}: remove one of them",
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
