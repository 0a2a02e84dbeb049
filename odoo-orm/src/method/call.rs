use std::{fmt, marker::PhantomData};

use odoo_rpc::{BoxFuture, Call, Client, ConfigError, DecodeError, Error, JsonReader};

use super::{Argument, FromMethodResult, IntoArgument};
use crate::{
    model::{Model, meta},
    relation::{IntoIds, numbers},
};

/// A call of one of `M`'s methods, put together: the body of every function that `odoo_methods` writes.
#[must_use = "a call does nothing until it is sent"]
pub struct MethodCall<M> {
    call: Call,
    /// Why it cannot be sent: the first reason.
    refused: Option<ConfigError>,
    model: PhantomData<fn() -> M>,
}

impl<M> MethodCall<M> {
    /// Of a method that changes nothing.
    pub fn read(method: &'static str) -> Self
    where
        M: Model,
    {
        Self::of(Call::read(meta::<M>().name(), method))
    }

    /// Of a method that may change something.
    pub fn write(method: &'static str) -> Self
    where
        M: Model,
    {
        Self::of(Call::write(meta::<M>().name(), method))
    }

    fn of(call: Call) -> Self {
        MethodCall {
            call,
            refused: None,
            model: PhantomData,
        }
    }

    /// The records that it runs on.
    pub fn on(mut self, ids: impl IntoIds<M>) -> Self {
        match numbers(ids) {
            Ok(ids) => self.call = self.call.on(ids),
            Err(error) => self.refuse(error, |method, error| {
                format!("`{method}` cannot be called: {error}")
            }),
        }
        self
    }

    /// Adds an argument, which goes by its name.
    pub fn arg<A: IntoArgument>(self, name: &'static str, value: A) -> Self {
        self.put(name, value.into_argument())
    }

    fn put(mut self, name: &'static str, argument: Argument) -> Self {
        match argument {
            Ok(Some(value)) => self.call = self.call.kwarg(name, value),
            Ok(None) => {}
            Err(error) => self.refuse(error, |method, error| {
                format!("parameter `{name}` of `{method}` cannot be sent: {error}")
            }),
        }
        self
    }

    fn refuse(
        &mut self,
        error: ConfigError,
        sentence: impl FnOnce(String, &ConfigError) -> String,
    ) {
        let call = &self.call;
        self.refused.get_or_insert_with(|| {
            let sentence = sentence(call.name(), &error);
            error.reworded(sentence)
        });
    }

    /// Sends it, unless there is no record to run on and no result to ask for.
    pub fn send<R: FromMethodResult>(
        self,
        client: &Client,
    ) -> BoxFuture<'static, Result<R, Error>> {
        let (client, MethodCall { call, refused, .. }) = (client.clone(), self);
        Box::pin(async move {
            if let Some(error) = refused {
                return Err(error.into());
            }
            if let (Some([]), Some(nothing)) = (call.ids(), R::of_no_records()) {
                return Ok(nothing);
            }
            client.call(call).await?.read(result)
        })
    }
}

/// Reads a result, and says what to do if there is none.
fn result<R: FromMethodResult>(json: &mut JsonReader<'_>) -> Result<R, DecodeError> {
    let is_none = json.is_null() || json.is_false();
    R::returned(json).map_err(|error| {
        if !is_none {
            return error;
        }
        let found = error.found();
        let found = format!("{found}, which is no result: declare it as an `Option`");
        DecodeError::new(error.expected(), found)
    })
}

/// The call without its values.
impl<M> fmt::Debug for MethodCall<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.call, f)
    }
}

#[cfg(test)]
mod tests;
