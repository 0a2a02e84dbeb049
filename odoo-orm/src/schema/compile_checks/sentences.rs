//! Sentences built in a constant, where `format!` is not available.

use super::Difference;
use crate::model::FieldMeta;

/// A line of text for each difference.
///
/// Text beyond its capacity is left out.
pub(super) struct Sentences {
    model: &'static str,
    bytes: [u8; Self::MOST],
    length: usize,
}

impl Sentences {
    const MOST: usize = 4096;

    pub(super) const fn new(model: &'static str) -> Self {
        Sentences {
            model,
            bytes: [0; Self::MOST],
            length: 0,
        }
    }

    pub(super) const fn add(&mut self, field: &FieldMeta, difference: Difference, schema: &str) {
        if self.length > 0 {
            self.push("\n");
        }
        match difference {
            Difference::Type(kind) => {
                self.place(field).push(" is of type `").push(kind);
                self.push("` in ").push(schema);
                self.push(", which this type does not read; it reads ");
                self.list(field.types);
            }
            Difference::Relation(model) => {
                self.place(field).push(" leads to `").push(model);
                self.push("` in ").push(schema);
                self.push(", and this type to `");
                if let Some(relation) = field.relation {
                    self.push(relation.name());
                }
                self.push("`");
            }
            Difference::NoSuchKey(key, keys) => {
                self.push("the key `").push(key);
                self.push("` is not among those of ").place(field);
                self.push(" in ").push(schema).push(": ").list(keys);
            }
            Difference::KeyWithoutVariant(key) => {
                self.place(field).push(" has the key `").push(key);
                self.push("` in ").push(schema);
                self.push(
                    ", for which the enum has no variant; add one, or `#[odoo(other)] Other(String)`",
                );
            }
        }
    }

    /// "`state` of `sale.order`".
    const fn place(&mut self, field: &FieldMeta) -> &mut Self {
        self.push("`").push(field.name).push("` of `");
        self.push(self.model).push("`")
    }

    const fn push(&mut self, text: &str) -> &mut Self {
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

    const fn list(&mut self, mut words: &[&str]) {
        let mut separator = "`";
        while let Some((first, rest)) = words.split_first() {
            self.push(separator).push(first).push("`");
            separator = ", `";
            words = rest;
        }
    }

    pub(super) const fn text(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}
