//! Checks of a struct against a snapshot that the macro leaves to the compiler.
//!
//! Constants call these functions. Each panics with a sentence, which the compiler shows at the field's type. `place` is such as
//! "`state` of `sale.order`", and `schema` such as "odoo-schema/19.0".
#![expect(
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a panic of a constant is an error of the compiler"
)]

use crate::{model::Model, relation::Any, value::FieldType};

/// Checks that a type reads fields of a type.
#[track_caller]
pub const fn reads<T: FieldType>(place: &str, kind: &str, schema: &str) {
    if !contains(T::TYPES, kind) {
        let sentence = Sentence::new()
            .push(place)
            .push(" is of type `")
            .push(kind)
            .push("` in ")
            .push(schema)
            .push(", which this type does not read; it reads ")
            .list(T::TYPES);
        panic!("{}", sentence.text());
    }
}

/// Checks that a relation leads to a model.
#[track_caller]
pub const fn leads_to<T: FieldType>(place: &str, model: &str, schema: &str) {
    let Some(relation) = T::RELATION else {
        return;
    };
    // `Any` links to every model.
    if !is_same(relation.name(), <Any as Model>::__NAME) && !is_same(relation.name(), model) {
        let sentence = Sentence::new()
            .push(place)
            .push(" leads to `")
            .push(model)
            .push("` in ")
            .push(schema)
            .push(", and this type to `")
            .push(relation.name())
            .push("`");
        panic!("{}", sentence.text());
    }
}

/// Checks that an enum has the keys of a selection.
///
/// It must have each key, unless it has a variant for others, and no key that no version has.
#[track_caller]
pub const fn has_keys<T: FieldType>(place: &str, (keys, others): (&[&str], &[&str]), schema: &str) {
    let Some(own) = T::KEYS else {
        return;
    };
    if let Some(key) = beyond(own, keys, others) {
        let sentence = Sentence::new()
            .push("the key `")
            .push(key)
            .push("` is not among those of ")
            .push(place)
            .push(" in ")
            .push(schema)
            .push(": ")
            .list(keys);
        panic!("{}", sentence.text());
    }
    if T::TAKES_OTHER_KEYS {
        return;
    }
    if let Some(key) = beyond(keys, own, &[]) {
        let sentence = Sentence::new()
            .push(place)
            .push(" has the key `")
            .push(key)
            .push("` in ")
            .push(schema)
            .push(
                ", for which the enum has no variant; add one, or `#[odoo(other)] Other(String)`",
            );
        panic!("{}", sentence.text());
    }
}

/// The first of `all` that is neither in `known` nor in `others`.
const fn beyond<'a>(mut all: &[&'a str], known: &[&str], others: &[&str]) -> Option<&'a str> {
    while let Some((first, rest)) = all.split_first() {
        if !contains(known, first) && !contains(others, first) {
            return Some(first);
        }
        all = rest;
    }
    None
}

const fn contains(mut all: &[&str], text: &str) -> bool {
    while let Some((first, rest)) = all.split_first() {
        if is_same(first, text) {
            return true;
        }
        all = rest;
    }
    false
}

const fn is_same(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    while let (Some((a, left)), Some((b, right))) = (one.split_first(), other.split_first()) {
        if *a != *b {
            return false;
        }
        (one, other) = (left, right);
    }
    true
}

/// A text built in a constant, where `format!` is not available.
///
/// Text beyond its capacity is left out.
struct Sentence {
    bytes: [u8; Self::MOST],
    length: usize,
}

impl Sentence {
    const MOST: usize = 1024;

    const fn new() -> Self {
        Sentence {
            bytes: [0; Self::MOST],
            length: 0,
        }
    }

    const fn push(mut self, text: &str) -> Self {
        let mut bytes = text.as_bytes();
        if bytes.len() > Self::MOST - self.length {
            return self;
        }
        let (_, mut free) = self.bytes.split_at_mut(self.length);
        while let (Some((byte, rest)), Some((place, left))) =
            (bytes.split_first(), free.split_first_mut())
        {
            *place = *byte;
            (bytes, free) = (rest, left);
        }
        self.length += text.len();
        self
    }

    const fn list(mut self, mut words: &[&str]) -> Self {
        let mut separator = "`";
        while let Some((first, rest)) = words.split_first() {
            self = self.push(separator).push(first).push("`");
            separator = ", `";
            words = rest;
        }
        self
    }

    const fn text(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}
