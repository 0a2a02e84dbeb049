//! Checks of a struct against snapshots that the macro leaves to the compiler.
//!
//! These are the program's own types, targets of relations, and keys of enums.
//!
//! There is one constant for each model, which compares the metadata of its fields with what the macro read. A constant for each field would
//! cost a third of the time of `cargo check`. If something differs, the constant panics at the type of the first such field, with a sentence
//! for each difference. The loops count and index, because the compiler interprets each call of a function.
#![expect(
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a panic of a constant is an error of the compiler"
)]

mod sentences;
mod text;

use sentences::Sentences;
use text::{contains, is_same};

use crate::{
    model::{FieldMeta, Model},
    relation::Any,
};

/// A model's fields, and what snapshots have.
#[derive(Debug)]
pub struct Check {
    /// The name of the model.
    pub model: &'static str,
    /// The fields of the struct.
    pub fields: &'static [FieldMeta],
    /// What the snapshots have, which must not be empty.
    pub expected: &'static [Expected],
}

/// What is the same in some snapshots.
///
/// Each field is named by its place in the struct.
#[derive(Debug)]
pub struct Expected {
    /// The snapshots, such as "odoo-schema/14.0 and odoo-schema/19.0".
    pub schema: &'static str,
    /// Types of fields, such as `selection`.
    pub types: &'static [(usize, &'static str)],
    /// The models that relations lead to.
    pub relations: &'static [(usize, &'static str)],
    /// The keys of selections, and further keys that other snapshots have.
    pub keys: &'static [(usize, Keys, Keys)],
}

type Keys = &'static [&'static str];

/// A field that differs from a snapshot.
#[derive(Clone, Copy)]
enum Difference {
    /// Its Rust type does not read the type.
    Type(&'static str),
    /// It leads to another model than this.
    Relation(&'static str),
    /// Its enum has a key that no snapshot has.
    NoSuchKey(&'static str, Keys),
    /// Its enum has no variant for the key.
    KeyWithoutVariant(&'static str),
}

impl Check {
    /// Returns the place of the first field that differs, or the number of fields.
    pub const fn first(&self) -> usize {
        let mut first = self.fields.len();
        let mut at = 0;
        while at < self.expected.len() {
            first = smaller(first, self.expected[at].visit(self.fields, None));
            at += 1;
        }
        first
    }

    /// Panics with a sentence for each difference, in the order of the fields.
    #[track_caller]
    pub const fn fail(&self) -> ! {
        let mut sentences = Sentences::new(self.model);
        let mut place = 0;
        while place < self.fields.len() {
            let mut at = 0;
            while at < self.expected.len() {
                self.expected[at].visit(self.fields, Some((place, &mut sentences)));
                at += 1;
            }
            place += 1;
        }
        panic!("{}", sentences.text());
    }
}

impl Expected {
    /// Returns the place of the first field that differs.
    ///
    /// It adds sentences for the field at one place.
    const fn visit(
        &self,
        fields: &[FieldMeta],
        mut told: Option<(usize, &mut Sentences)>,
    ) -> usize {
        let mut first = fields.len();
        let mut at = 0;
        while at < self.types.len() {
            let (place, kind) = self.types[at];
            if !contains(fields[place].types, kind) {
                first = smaller(first, place);
                if let Some((only, sentences)) = &mut told
                    && *only == place
                {
                    sentences.add(&fields[place], Difference::Type(kind), self.schema);
                }
            }
            at += 1;
        }
        at = 0;
        while at < self.relations.len() {
            let (place, model) = self.relations[at];
            if let Some(relation) = fields[place].relation
                && !is_same(relation.name(), model)
                // `Any` links to every model.
                && !is_same(relation.name(), <Any as Model>::__NAME)
            {
                first = smaller(first, place);
                if let Some((only, sentences)) = &mut told
                    && *only == place
                {
                    sentences.add(&fields[place], Difference::Relation(model), self.schema);
                }
            }
            at += 1;
        }
        at = 0;
        while at < self.keys.len() {
            let (place, keys, others) = self.keys[at];
            if let Some(difference) = of_keys(&fields[place], keys, others) {
                first = smaller(first, place);
                if let Some((only, sentences)) = &mut told
                    && *only == place
                {
                    sentences.add(&fields[place], difference, self.schema);
                }
            }
            at += 1;
        }
        first
    }
}

/// Compares the keys of an enum with the keys of a selection.
///
/// It must have each key, unless it takes others as well, and no key that no snapshot has.
const fn of_keys(field: &FieldMeta, keys: Keys, others: Keys) -> Option<Difference> {
    let Some(own) = field.keys else {
        return None;
    };
    if let Some(key) = beyond(own, keys, others) {
        return Some(Difference::NoSuchKey(key, keys));
    }
    if field.takes_other_keys {
        return None;
    }
    match beyond(keys, own, &[]) {
        Some(key) => Some(Difference::KeyWithoutVariant(key)),
        None => None,
    }
}

/// The first of `all` that is neither in `known` nor in `others`.
const fn beyond(all: Keys, known: Keys, others: Keys) -> Option<&'static str> {
    let mut at = 0;
    while at < all.len() {
        if !contains(known, all[at]) && !contains(others, all[at]) {
            return Some(all[at]);
        }
        at += 1;
    }
    None
}

const fn smaller(one: usize, other: usize) -> usize {
    if one < other { one } else { other }
}
