use odoo_rpc::{BoxFuture, Client, Error};
use serde_json::Value;

use crate::{
    domain::Condition,
    lower::argument_for_server,
    model::{Model, ModelMeta, meta},
    values::versions::is_versioned_within,
};

/// What the server's version decides on in an argument.
#[derive(Debug)]
#[doc(hidden)]
#[expect(unnameable_types, reason = "in the signature of a trait")]
pub enum Later {
    /// The notation of a domain.
    Domain(Condition),
    /// The names of fields, in values or in commands of them.
    Names(&'static ModelMeta),
    /// Some items of a list, each with its place.
    Items(Vec<(usize, Later)>),
}

impl Later {
    pub(super) fn names<M: Model>() -> Self {
        Later::Names(meta::<M>())
    }

    pub(super) fn items<'a, T: super::IntoArgument + 'a>(
        items: impl IntoIterator<Item = &'a T>,
    ) -> Option<Self> {
        let later = items.into_iter().enumerate();
        let later = later.filter_map(|(at, item)| Some((at, item.__later()?)));
        let later: Vec<(usize, Later)> = later.collect();
        (!later.is_empty()).then_some(Later::Items(later))
    }

    /// Tells whether there is something to decide on in an argument.
    pub(super) fn decides_on(&self, argument: &Value) -> bool {
        match self {
            Later::Domain(_) => true,
            Later::Names(model) => is_versioned_within(model, argument),
            Later::Items(items) => items.iter().any(|(at, later)| {
                let item = argument.get(*at);
                item.is_some_and(|item| later.decides_on(item))
            }),
        }
    }

    /// Encodes an argument for the client's server.
    pub(super) fn encode<'a>(
        self,
        argument: &'a mut Value,
        client: &'a Client,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            match self {
                Later::Domain(condition) => *argument = condition.for_server(client).await?,
                Later::Names(model) => argument_for_server(client, model, argument).await?,
                Later::Items(items) => {
                    for (at, later) in items {
                        if let Some(item) = argument.get_mut(at) {
                            later.encode(item, client).await?;
                        }
                    }
                }
            }
            Ok(())
        })
    }
}
