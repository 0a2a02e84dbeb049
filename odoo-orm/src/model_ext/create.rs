//! Creating records in one call or several, and naming the required fields without a value.

mod missing;

use std::{fmt, future::IntoFuture, marker::PhantomData, ops::Range, sync::Arc};

pub(super) use missing::missing;
use odoo_rpc::{BoxFuture, Call, Client, ConfigError, Error};

use crate::{
    batches::{Batches, Records, Written},
    lower::{AllNamed, json_for_server},
    model::{Model, meta},
    relation::Id,
    response,
    values::{Object, Values},
};

/// Records to be created. `.await` creates them in one call: all of them or none.
#[must_use = "nothing is created until `.await`"]
pub struct CreateMany<M> {
    client: Client,
    values: Vec<Result<Object, ConfigError>>,
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
                    values.into_object().map_err(of_record)
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
        let values: Result<Vec<Object>, ConfigError> = values.into_iter().collect();
        let named = Arc::new(AllNamed::default());
        let write = move |values: Arc<[Object]>, range: Range<usize>, explain| -> Written<Id<M>> {
            let (client, named) = (client.clone(), Arc::clone(&named));
            Box::pin(async move {
                named
                    .check_objects(&client, meta::<M>(), values.iter())
                    .await?;
                create(&client, values.get(range).unwrap_or_default(), explain).await
            })
        };
        let records = values.map(|values| Records::as_given(values, Object::len));
        Batches::new(meta::<M>().name(), records, write, |_, _| None)
    }
}

impl<M: Model> IntoFuture for CreateMany<M> {
    type Output = Result<Vec<Id<M>>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let values = self.values.into_iter().collect::<Result<Vec<_>, _>>()?;
            create(&self.client, &values, true).await
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
    values: &[Object],
    explain: bool,
) -> Result<Vec<Id<M>>, Error> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let (model, count) = (meta::<M>().name(), values.len());
    // A list even for one record, so that every version returns a list.
    let list = json_for_server(client, meta::<M>(), Object::list(values)).await?;
    let call = Call::write(model, "create").arg_json("vals_list", list, false);
    match client.call(call.clone()).await {
        Ok(answer) => response::created(&answer, count),
        Err(error) if !explain => Err(error),
        Err(error) => {
            let list = call
                .arguments()
                .next()
                .and_then(|(_, list)| list.as_array());
            let values = list.map(Vec::as_slice).unwrap_or_default();
            Err(missing::named(client, model, values, error).await)
        }
    }
}
