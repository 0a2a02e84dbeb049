use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};

use odoo_rpc::{DecodeError, JsonReader};

use super::Id;
use crate::{
    model::{Model, RelationKind, RelationMeta},
    value::{
        EncodeResult, Encoder, FieldType, IntoOperand, ReadAs, Relation, Scalar, encode_id,
        from_request,
    },
};

/// A link to one record: its id and its display name.
///
/// The name is in the language of the context. It is present even if the user may not read the record. A nullable field is an `Option<Many2one<M>>`.
pub struct Many2one<M> {
    /// The id of the linked record.
    pub id: Id<M>,
    /// Its `display_name`; empty for a record without one.
    pub name: String,
}

#[diagnostic::do_not_recommend]
impl<M: Model> FieldType for Many2one<M> {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["many2one"];
    const RELATION: Option<RelationMeta> = Some(RelationMeta::to::<M>(RelationKind::Many2one));

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        let (id, name) = pair(json).map_err(|error| error.expecting("`[id, \"name\"]`"))?;
        Ok(Many2one {
            id: Id::new(id),
            name,
        })
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.id.encode(encoder)
    }

    fn accept(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
        from_request::link(json, encoder)
    }
}

/// Decodes `[3, "name"]`, or `{"id": 3, "display_name": "name"}`, the format of specifications.
pub(crate) fn pair(json: &mut JsonReader<'_>) -> Result<(i64, String), DecodeError> {
    let (mut id, mut name) = (None, None);
    let mut rest = json.clone();
    // From Odoo 17 on, a record without a name has `false` instead.
    let text = |json: &mut JsonReader<'_>| {
        if json.is_false() {
            return json.skip().map(|()| String::new());
        }
        json.text().map(String::from)
    };
    if json.is_object() {
        json.object(|key, json| {
            match key {
                "id" => id = Some(json.integer()?),
                "display_name" => name = Some(text(json)?),
                _ => json.skip()?,
            }
            Ok(())
        })?;
    } else {
        json.array(|at, json| {
            match at {
                0 => id = Some(json.integer()?),
                1 => name = Some(text(json)?),
                _ => return Err(json.mismatch("the end of the list")),
            }
            Ok(())
        })?;
    }
    match (id, name) {
        (Some(id), Some(name)) => Ok((id, name)),
        _ => Err(rest.mismatch("an id and a name")),
    }
}

/// Decodes either format, for the id only.
pub(super) fn id_of_pair<M>(json: &mut JsonReader<'_>) -> Result<Id<M>, DecodeError> {
    let mut id = None;
    let mut rest = json.clone();
    if json.is_object() {
        json.object(|key, json| match key {
            "id" => json.integer().map(|number| id = Some(number)),
            _ => json.skip(),
        })?;
    } else {
        json.array(|at, json| match at {
            0 => json.integer().map(|number| id = Some(number)),
            _ => json.skip(),
        })?;
    }
    id.map(Id::new).ok_or_else(|| rest.mismatch("an id"))
}

impl<M: Model> Scalar for Many2one<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> Relation for Many2one<M> {
    type Target = M;
}

#[diagnostic::do_not_recommend]
impl<M: Model> ReadAs<Many2one<M>> for Id<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> ReadAs<Option<Many2one<M>>> for Option<Id<M>> {}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoOperand<Many2one<M>> for Id<M> {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode_id(self.get(), encoder)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoOperand<Many2one<M>> for &Many2one<M> {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode_id(self.id.get(), encoder)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoOperand<Many2one<M>> for Many2one<M> {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode_id(self.id.get(), encoder)
    }
}

impl<M> Clone for Many2one<M> {
    fn clone(&self) -> Self {
        Many2one {
            id: self.id,
            name: self.name.clone(),
        }
    }
}

impl<M> PartialEq for Many2one<M> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.name == other.name
    }
}

impl<M> Eq for Many2one<M> {}

impl<M> PartialOrd for Many2one<M> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By the id, then by the name.
impl<M> Ord for Many2one<M> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.id, &self.name).cmp(&(other.id, &other.name))
    }
}

impl<M> Hash for Many2one<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

/// Shows only the name.
impl<M> fmt::Display for Many2one<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl<M: Model> fmt::Debug for Many2one<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.id, self.name)
    }
}
