use odoo_rpc::{Answer, Call, Error};

use crate::{
    answer,
    model::{Model, meta},
    record::{Record, Select},
    relation::Id,
};

/// What a search finds: records that are read at once, or their ids.
pub trait Hit: Sized + 'static {
    /// The model that is searched.
    type Model: Model;

    #[doc(hidden)]
    fn __call() -> Call;

    /// The call with the arguments that follow the domain, and whether the server can be spared the names of linked records.
    #[doc(hidden)]
    fn __arguments(call: Call) -> (Call, bool);

    #[doc(hidden)]
    fn __decode_all(answer: &Answer) -> Result<Vec<Self>, Error>;
}

impl<R: Record> Hit for R {
    type Model = R::Model;

    fn __call() -> Call {
        Call::read(meta::<R::Model>().name(), "search_read")
    }

    fn __arguments(call: Call) -> (Call, bool) {
        let select = Select::of::<R>();
        let is_without_names = select.is_without_names();
        let call = call.with_context(&select.context());
        (call.kwarg("fields", select.into_fields()), is_without_names)
    }

    fn __decode_all(answer: &Answer) -> Result<Vec<Self>, Error> {
        answer::records(answer)
    }
}

impl<M: Model> Hit for Id<M> {
    type Model = M;

    fn __call() -> Call {
        Call::read(meta::<M>().name(), "search")
    }

    fn __arguments(call: Call) -> (Call, bool) {
        (call, false)
    }

    fn __decode_all(answer: &Answer) -> Result<Vec<Self>, Error> {
        answer::ids(answer)
    }
}
