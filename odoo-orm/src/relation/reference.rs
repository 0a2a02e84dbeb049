//! `reference` fields: a link to a record of one of several models, encoded as `res.partner,3`.

use std::{fmt, str::FromStr};

use odoo_rpc::{ConfigError, DecodeError, JsonReader};

use super::Id;
use crate::{
    model::{Model, meta},
    value::{EncodeResult, Encoder, FieldType, IntoOperand, Scalar, record_id},
};

/// A link to a record of any model. The record may have been deleted.
///
/// ```
/// # use odoo_orm::{Reference, prelude::*};
/// # #[derive(Debug, OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner> }
/// # #[derive(Debug, OdooModel)]
/// # #[odoo(model = "res.country")]
/// # struct Country { id: Id<Country> }
/// let reference = Reference::from(Id::<Partner>::new(3));
/// assert_eq!(reference.to_string(), "res.partner,3");
/// assert_eq!(reference.id::<Partner>(), Some(Id::new(3)));
/// assert_eq!(reference.id::<Country>(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The name of the model on the server, such as `res.partner`.
    pub model: String,
    /// The id of the record, as a number.
    pub number: i64,
}

impl Reference {
    /// Returns the id, if the record belongs to `M`.
    pub fn id<M: Model>(&self) -> Option<Id<M>> {
        (self.model == meta::<M>().name()).then(|| Id::new(self.number))
    }

    fn operand(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        record_id(self.number)?;
        encoder.text(self.to_string())
    }
}

impl<M: Model> From<Id<M>> for Reference {
    fn from(id: Id<M>) -> Self {
        Reference {
            model: meta::<M>().name().to_owned(),
            number: id.get(),
        }
    }
}

/// Shows the reference as Odoo writes it: `res.partner,3`.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.model, self.number)
    }
}

/// Parses the output of [`Display`](fmt::Display).
impl FromStr for Reference {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let parts = text
            .split_once(',')
            .and_then(|(model, number)| Some((model.to_owned(), number.parse().ok()?)));
        let (model, number) = parts.ok_or_else(|| {
            ConfigError::invalid_value(
                "invalid reference: expected a model, a comma and a number, such as `res.partner,3`",
            )
        })?;
        Ok(Reference { model, number })
    }
}

#[diagnostic::do_not_recommend]
impl FieldType for Reference {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["reference"];

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        const EXPECTED: &str = "a record such as \"res.partner,3\"";
        let start = json.position();
        let text = json.text().map_err(|error| error.expecting(EXPECTED))?;
        text.parse().map_err(|_| {
            json.set_position(start);
            json.mismatch(EXPECTED)
        })
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.operand(encoder)
    }
}

impl Scalar for Reference {}

#[diagnostic::do_not_recommend]
impl IntoOperand<Reference> for Reference {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.operand(encoder)
    }
}

#[diagnostic::do_not_recommend]
impl IntoOperand<Reference> for &Reference {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.operand(encoder)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoOperand<Reference> for Id<M> {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        Reference::from(self).operand(encoder)
    }
}
