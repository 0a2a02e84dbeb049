use std::{fmt, marker::PhantomData};

use odoo_rpc::{BoxFuture, Call, Client, ConfigError, DecodeError, Error, JsonReader};

use serde_json::Value;

use super::{Argument, FromMethodResult, IntoArgument, later::Later};
use crate::{
    model::{Model, meta},
    relation::{IntoIds, numbers},
};

/// A call of a method of `M`, which [`odoo_methods`](crate::odoo_methods) builds and sends.
#[must_use = "a call does nothing until it is sent"]
pub struct TypedCall<M> {
    call: Call,
    /// The first reason why it cannot be sent.
    refused: Option<ConfigError>,
    /// The arguments in which the server's version decides on something.
    later: Vec<(&'static str, Value, Later)>,
    model: PhantomData<fn() -> M>,
}

impl<M> TypedCall<M> {
    /// Creates a call of a method that only reads.
    pub fn read(method: &'static str) -> Self
    where
        M: Model,
    {
        Self::of(Call::read(meta::<M>().name(), method))
    }

    /// Creates a call of a method that may write.
    pub fn write(method: &'static str) -> Self
    where
        M: Model,
    {
        Self::of(Call::write(meta::<M>().name(), method))
    }

    fn of(call: Call) -> Self {
        TypedCall {
            call,
            refused: None,
            later: Vec::new(),
            model: PhantomData,
        }
    }

    /// Sets the records that the method is called on.
    pub fn on(mut self, ids: impl IntoIds<M>) -> Self {
        match numbers(ids) {
            Ok(ids) => self.call = self.call.on(ids),
            Err(error) => self.refuse(error, |method, error| {
                format!("`{method}` cannot be called: {error}")
            }),
        }
        self
    }

    /// Adds a named argument.
    pub fn arg<A: IntoArgument>(mut self, name: &'static str, value: A) -> Self {
        let later = value.__later();
        let argument = value.into_argument();
        if let (Some(later), Ok(Some(value))) = (later, &argument)
            && later.decides_on(value)
        {
            self.later.push((name, value.clone(), later));
        }
        self.put(name, argument)
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

    /// Sends the call.
    ///
    /// Without records to call the method on, it sends nothing if the result type is `()`.
    pub fn send<R: FromMethodResult>(
        self,
        client: &Client,
    ) -> BoxFuture<'static, Result<R, Error>> {
        let client = client.clone();
        Box::pin(async move {
            let TypedCall {
                mut call,
                refused,
                later,
                ..
            } = self;
            if let Some(error) = refused {
                return Err(error.into());
            }
            if let (Some([]), Some(nothing)) = (call.ids(), R::of_no_records()) {
                return Ok(nothing);
            }
            for (name, mut value, later) in later {
                later.encode(&mut value, &client).await?;
                call = call.kwarg(name, value);
            }
            client.call(call).await?.read(result)
        })
    }
}

/// Decodes a result. For an empty result, the error suggests an `Option`.
fn result<R: FromMethodResult>(json: &mut JsonReader<'_>) -> Result<R, DecodeError> {
    let is_none = json.is_null() || json.is_false();
    R::returned(json).map_err(|error| {
        if !is_none {
            return error;
        }
        let found = error.found();
        let found = format!("{found}, an empty result: declare the result type as an `Option`");
        DecodeError::new(error.expected(), found)
    })
}

/// Shows the call without its values.
impl<M> fmt::Debug for TypedCall<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.call, f)
    }
}

#[cfg(test)]
mod tests;
