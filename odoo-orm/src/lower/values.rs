//! Values for the server's version.

use std::{borrow::Cow, sync::OnceLock};

use odoo_rpc::{Client, ConfigError, Error, ServerVersion};
use serde_json::{Map, Value};

use crate::{
    model::ModelMeta,
    values::{
        Object,
        versions::{is_versioned, is_versioned_within, on, within},
    },
};

/// Names the fields for the client's server in anything that has values.
///
/// It asks for the version only if that decides on the names.
///
/// # Errors
///
/// If the server's version does not have one of the fields.
pub(crate) async fn argument_for_server(
    client: &Client,
    model: &'static ModelMeta,
    argument: &mut Value,
) -> Result<(), Error> {
    if !is_versioned_within(model, argument) {
        return Ok(());
    }
    let version = Box::pin(client.server_version()).await?;
    Ok(within(model, argument, version)?)
}

/// Names the fields for the client's server in the JSON of one or more records.
///
/// The text is read only if the server's version may decide on a name.
///
/// # Errors
///
/// As [`argument_for_server`].
pub(crate) async fn json_for_server(
    client: &Client,
    model: &'static ModelMeta,
    json: Vec<u8>,
) -> Result<Vec<u8>, Error> {
    if !model.has_versioned_values() {
        return Ok(json);
    }
    let mut values = serde_json::from_slice(&json).unwrap_or_default();
    argument_for_server(client, model, &mut values).await?;
    Ok(values.to_string().into_bytes())
}

/// Whether the server's version has the fields of all records that are written in batches.
///
/// All records are looked at once, not once for each batch: `false` says that no version decides on a name.
#[derive(Debug, Default)]
pub(crate) struct AllNamed(OnceLock<Result<bool, ConfigError>>);

impl AllNamed {
    /// Checks the values of records of one model, as [`check`](Self::check) does.
    pub(crate) async fn check_objects(
        &self,
        client: &Client,
        model: &'static ModelMeta,
        all: impl Iterator<Item = &Object> + Clone,
    ) -> Result<(), Error> {
        if !model.has_versioned_values() {
            return Ok(());
        }
        let all = all.map(|values| (model, Cow::Owned(values.to_map())));
        self.check(client, all).await.map(drop)
    }

    /// Checks all records before the first of them is sent.
    ///
    /// Returns the version if that decides on the names.
    ///
    /// # Errors
    ///
    /// As [`argument_for_server`].
    pub(crate) async fn check<'c>(
        &self,
        client: &'c Client,
        mut all: impl Iterator<Item = (&'static ModelMeta, Cow<'c, Map<String, Value>>)> + Clone,
    ) -> Result<Option<&'c ServerVersion>, Error> {
        let is_versioned = match self.0.get() {
            Some(checked) => checked.clone()?,
            None => all
                .clone()
                .any(|(model, values)| is_versioned(model, &values)),
        };
        if !is_versioned {
            self.0.get_or_init(|| Ok(false)).clone()?;
            return Ok(None);
        }
        let version = Box::pin(client.server_version()).await?;
        let checked = self.0.get_or_init(|| {
            all.try_for_each(|(model, values)| on(model, values.into_owned(), version).map(drop))?;
            Ok(true)
        });
        checked.clone()?;
        Ok(Some(version))
    }
}
