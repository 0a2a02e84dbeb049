//! Encodes values: as JSON text for a write, or as the operand of a condition.

use std::borrow::Cow;

use odoo_rpc::ConfigError;
use serde::Serialize;
use serde_json::{Number, Value};

/// The result of encoding a value. An error says why it cannot be sent.
pub type EncodeResult = Result<(), ConfigError>;

/// An encoded value, or the reason why it cannot be sent.
pub(crate) type Encoded = Result<Value, ConfigError>;

/// Receives one value, in Odoo's form.
///
/// Values for `create` and `write` become JSON text at once; the operand of a condition becomes a [`Value`], because conditions are rewritten for
/// older servers.
///
/// Each method fails for a value that Odoo cannot represent.
#[derive(Debug)]
pub struct Encoder<'a> {
    target: Target<'a>,
    is_write: bool,
}

#[derive(Debug)]
enum Target<'a> {
    Json(&'a mut Vec<u8>),
    Value(&'a mut Option<Value>),
}

impl<'a> Encoder<'a> {
    /// Creates an encoder that appends a value to JSON text.
    pub(crate) fn to_json(json: &'a mut Vec<u8>) -> Self {
        Encoder {
            target: Target::Json(json),
            is_write: true,
        }
    }

    /// Tells whether the value is written to a field, and not compared with one.
    pub fn is_write(&self) -> bool {
        self.is_write
    }

    /// Encodes text.
    ///
    /// # Errors
    ///
    /// If the text has a NUL character, which PostgreSQL cannot store.
    #[inline]
    pub fn text<'t, T: Into<Cow<'t, str>>>(&mut self, text: T) -> EncodeResult {
        let text = text.into();
        if text.as_bytes().contains(&0) {
            return Err(nul());
        }
        match &mut self.target {
            Target::Json(json) => append(json, &*text),
            Target::Value(value) => {
                **value = Some(text.into());
                Ok(())
            }
        }
    }

    /// Encodes a truth value.
    ///
    /// For other fields than booleans, `false` is the empty value.
    ///
    /// # Errors
    ///
    /// This method never fails. It returns a result like the others.
    pub fn boolean(&mut self, value: bool) -> EncodeResult {
        match &mut self.target {
            Target::Json(json) => {
                json.extend_from_slice(if value { b"true" } else { b"false" });
            }
            Target::Value(target) => **target = Some(value.into()),
        }
        Ok(())
    }

    /// Encodes a number for an integer column, such as `id`.
    ///
    /// # Errors
    ///
    /// If the number has more than 32 bits: Odoo 14 to 18 raise `NumericValueOutOfRange`.
    pub fn integer(&mut self, number: i64) -> EncodeResult {
        if i32::try_from(number).is_err() {
            return Err(ConfigError::invalid_value(format!(
                "{number} exceeds the 32 bits of Odoo's integers"
            )));
        }
        match &mut self.target {
            Target::Json(json) => append(json, &number),
            Target::Value(value) => {
                **value = Some(number.into());
                Ok(())
            }
        }
    }

    /// Encodes a float.
    ///
    /// # Errors
    ///
    /// If it is infinite or not a number.
    pub fn float(&mut self, float: f64) -> EncodeResult {
        let Some(number) = Number::from_f64(float) else {
            return Err(ConfigError::invalid_value(format!(
                "{float} cannot be sent or compared: expected a finite number"
            )));
        };
        match &mut self.target {
            Target::Json(json) => append(json, &number),
            Target::Value(value) => {
                **value = Some(number.into());
                Ok(())
            }
        }
    }

    /// Encodes any JSON, as a `json` field has it.
    ///
    /// # Errors
    ///
    /// If `value` cannot be serialized.
    pub fn json(&mut self, value: &(impl Serialize + ?Sized)) -> EncodeResult {
        match &mut self.target {
            Target::Json(json) => append(json, value),
            Target::Value(target) => {
                **target = Some(serde_json::to_value(value).map_err(|error| unwritable(&error))?);
                Ok(())
            }
        }
    }

    /// Encodes the JSON text that `write` appends.
    pub(crate) fn raw(&mut self, write: impl FnOnce(&mut Vec<u8>) -> EncodeResult) -> EncodeResult {
        match &mut self.target {
            Target::Json(json) => write(json),
            Target::Value(value) => {
                let mut json = Vec::new();
                write(&mut json)?;
                **value = Some(serde_json::from_slice(&json).map_err(|error| unwritable(&error))?);
                Ok(())
            }
        }
    }
}

/// Returns the value that `encode` encodes for a write. `None` if it encodes nothing.
pub(crate) fn written(
    encode: impl FnOnce(&mut Encoder<'_>) -> EncodeResult,
) -> Result<Option<Value>, ConfigError> {
    encoded(true, encode)
}

/// Returns the operand that `encode` encodes for a condition.
pub(crate) fn operand(encode: impl FnOnce(&mut Encoder<'_>) -> EncodeResult) -> Encoded {
    encoded(false, encode).map(Option::unwrap_or_default)
}

fn encoded(
    is_write: bool,
    encode: impl FnOnce(&mut Encoder<'_>) -> EncodeResult,
) -> Result<Option<Value>, ConfigError> {
    let mut value = None;
    encode(&mut Encoder {
        target: Target::Value(&mut value),
        is_write,
    })?;
    Ok(value)
}

/// Appends a value to JSON text.
fn append(json: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> EncodeResult {
    serde_json::to_writer(json, value).map_err(|error| unwritable(&error))
}

#[cold]
fn nul() -> ConfigError {
    ConfigError::invalid_value("Odoo rejects text with a NUL character: remove it")
}

#[cold]
fn unwritable(error: &serde_json::Error) -> ConfigError {
    ConfigError::new(format!("cannot encode the value as JSON: {error}"))
}
