//! Creating records in one call or several, and naming the required fields without a value.

mod missing;

use std::{fmt, future::IntoFuture, marker::PhantomData, ops::Range, sync::Arc};

pub(super) use missing::missing;
use odoo_rpc::{BoxFuture, Call, Client, ConfigError, Error};
use serde_json::Value;

use crate::{
    batches::{Batches, Records, Written},
    lower::{AllNamed, argument_for_server},
    model::{Model, meta},
    relation::Id,
    response,
    values::Values,
};

/// Records to be created. `.await` creates them in one call: all of them or none.
#[must_use = "nothing is created until `.await`"]
pub struct CreateMany<M> {
    client: Client,
    values: Vec<Result<Value, ConfigError>>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> CreateMany<M> {
    pub(super) fn new(client: &Client, values: impl IntoIterator<Item = Values<M>>) -> Self {
        CreateMany {
            client: client.clone(),
            values: values
                .into_iter()
                .enumerate()
                .map(|(at, values)| {
                    let of_record = |error: ConfigError| {
                        let sentence = format!("record {at}, the first being 0: {error}");
                        error.reworded(sentence)
                    };
                    values.into_json().map_err(of_record)
                })
                .collect(),
            model: PhantomData,
        }
    }

    /// Creates the records in several calls: see [`Batches`].
    ///
    /// Use it for more records than a server accepts at once.
    ///
    /// Each batch is created completely or not at all. Nothing is sent if the values of one record are invalid.
    pub fn in_batches(self) -> Batches<Id<M>> {
        let CreateMany { client, values, .. } = self;
        let values: Result<Vec<Value>, ConfigError> = values.into_iter().collect();
        let named = Arc::new(AllNamed::default());
        let write = move |values: Arc<[Value]>, range: Range<usize>, explain| -> Written<Id<M>> {
            let (client, named) = (client.clone(), Arc::clone(&named));
            Box::pin(async move {
                let all = values.iter().filter_map(Value::as_object);
                named
                    .check(&client, all.map(|values| (meta::<M>(), values)))
                    .await?;
                let batch = values.get(range).unwrap_or_default().to_vec();
                create(&client, batch, explain).await
            })
        };
        let records = values.map(Records::as_given);
        Batches::new(meta::<M>().name(), records, write, |_, _| None)
    }
}

impl<M: Model> IntoFuture for CreateMany<M> {
    type Output = Result<Vec<Id<M>>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let values = self.values.into_iter().collect::<Result<Vec<_>, _>>()?;
            create(&self.client, values, true).await
        })
    }
}

impl<M: Model> fmt::Debug for CreateMany<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateMany")
            .field("model", &meta::<M>().name())
            .field("records", &self.values.len())
            .finish_non_exhaustive()
    }
}

/// Creates records in one call.
///
/// On request, further calls explain a rejection.
pub(super) async fn create<M: Model>(
    client: &Client,
    values: Vec<Value>,
    explain: bool,
) -> Result<Vec<Id<M>>, Error> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let (model, count) = (meta::<M>().name(), values.len());
    // A list even for one record, so that every version returns a list. Kept to explain a rejection.
    let mut values = Value::Array(values);
    argument_for_server(client, meta::<M>(), &mut values).await?;
    let values = Arc::new(values);
    let call = Call::write(model, "create").arg_shared("vals_list", Arc::clone(&values));
    match client.call(call).await {
        Ok(answer) => response::created(&answer, count),
        Err(error) if !explain => Err(error),
        Err(error) => {
            let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
            Err(missing::named(client, model, values, error).await)
        }
    }
}
