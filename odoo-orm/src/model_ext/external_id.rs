//! External ids: names of records that stay the same in every database, kept in `ir.model.data`.

mod many;

pub(super) use many::{by_external_ids, entries, find_all, find_numbers};
use odoo_rpc::{Call, Client, ConfigError, Context, Error};
use serde_json::Value;

use crate::{
    model::{Model, meta},
    relation::Id,
};

/// An external id, `module.name`.
pub(super) struct ExternalId<'a> {
    pub(super) module: &'a str,
    pub(super) name: &'a str,
}

/// What an external id refers to.
pub(super) enum Found {
    Record(i64),
    /// A record that the user may not see.
    Hidden,
    Nothing,
}

impl<'a> ExternalId<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, ConfigError> {
        let is_name = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        };
        match text.split_once('.') {
            Some((module, name)) if is_name(module) && is_name(name) => {
                Ok(ExternalId { module, name })
            }
            _ => Err(ConfigError::invalid_value(format!(
                "invalid external id {text:?}: expected `module.name` in letters, digits, `_` and `-`, \
                 such as `my_sync.partner_42`"
            ))),
        }
    }

    /// Checks that the external id belongs to a record of the expected model.
    pub(super) fn check(&self, model: &str, wanted: &str) -> Result<(), ConfigError> {
        let ExternalId { module, name } = self;
        if model == wanted {
            return Ok(());
        }
        Err(ConfigError::invalid_value(format!(
            "the external id `{module}.{name}` belongs to a record of `{model}`: expected one of `{wanted}`"
        )))
    }

    /// Finds the record of a model with this external id.
    ///
    /// A search works for every user and version: on Odoo 19, ordinary users may not read `ir.model.data`.
    pub(super) async fn find(&self, client: &Client, wanted: &str) -> Result<Found, Error> {
        let call = Call::read("ir.model.data", "check_object_reference")
            .arg("module", self.module)
            .arg("xml_id", self.name)
            .with_context(&Context::new().active_test(false));
        let (model, id): (String, Value) = match client.call(call).await {
            Ok(answer) => answer.decode()?,
            Err(error)
                if error
                    .fault()
                    .is_some_and(|fault| fault.name() == "builtins.ValueError") =>
            {
                return Ok(Found::Nothing);
            }
            Err(error) => return Err(error),
        };
        self.check(&model, wanted)?;
        Ok(id.as_i64().map_or(Found::Hidden, Found::Record))
    }
}

/// Returns the record with an external id, if the user may see it.
pub(super) async fn by_external_id<M: Model>(
    client: &Client,
    external_id: &str,
) -> Result<Option<Id<M>>, Error> {
    let name = ExternalId::parse(external_id)?;
    match name.find(client, meta::<M>().name()).await? {
        Found::Record(id) => Ok(Some(Id::new(id))),
        Found::Hidden | Found::Nothing => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_and_a_name() {
        for text in ["base.main_company", "my_sync.partner-42", "__import__.x"] {
            assert!(ExternalId::parse(text).is_ok(), "{text}");
        }
        for text in ["", "x", ".x", "x.", "a.b.c", "a b.c", "a.b,c", "a.é"] {
            assert!(ExternalId::parse(text).is_err(), "{text}");
        }
    }
}
