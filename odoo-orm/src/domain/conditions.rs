//! The operators, with Odoo's names and semantics. Differences between versions are documented at each operator.

use odoo_rpc::ConfigError;
use serde_json::Value;

use super::{Domain, Operator};
use crate::{
    field::{Field, FieldAccess},
    model::{RelationKind, RelationMeta},
    relation::{IntoIds, numbers},
    value::{CanBeUnset, Encoded, FieldType, IntoOperand, Ordered, Relation, Textual, operand},
};

fn operands<T, V: IntoOperand<T>>(
    values: impl IntoIterator<Item = V>,
) -> Result<Vec<Value>, ConfigError> {
    let values = values.into_iter();
    values
        .map(|value| operand(|encoder| value.into_operand(encoder)))
        .collect()
}

// The bounds are on the methods, not on the impl block, so that the compiler shows our own messages.
impl<M, T, P> Field<M, T, P> {
    fn leaf(self, operator: Operator, operand: Encoded) -> Domain<M>
    where
        P: FieldAccess,
    {
        Domain::leaf(self.place.into_path(), operator, operand)
    }

    /// Matches if the value equals `value`, case-sensitively for text. See [`gt`](Self::gt) for datetimes.
    ///
    /// A list of records matches if it contains the record.
    ///
    /// An empty field matches `0` and `""` on Odoo 18 and 19. On older servers, an empty field matches neither.
    pub fn eq<V>(self, value: V) -> Domain<M>
    where
        T: FieldType,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Eq, operand(|encoder| value.into_operand(encoder)))
    }

    /// Matches if the value differs from `value`.
    ///
    /// An empty field matches too, unless `value` is equivalent to empty: 0, `false`
    /// or `""`. A list of records matches if it does not contain `value`, and also if it is empty.
    pub fn ne<V>(self, value: V) -> Domain<M>
    where
        T: FieldType,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Ne, operand(|encoder| value.into_operand(encoder)))
    }

    /// Matches if the value equals `value`; `None` matches every record.
    ///
    /// This is Odoo's `=?`. The client evaluates it, because the server's versions disagree on which values count as empty.
    pub fn eq_if_some<V>(self, value: Option<V>) -> Domain<M>
    where
        T: FieldType,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        match value {
            Some(value) => self.eq(value),
            None => Domain::all(),
        }
    }

    /// Matches if the value is greater than `value`.
    ///
    /// An empty number counts as 0 on Odoo 18 and 19, and never matches on older
    /// servers. The same holds for the other three comparisons, and for text on 19.
    ///
    /// A datetime that the server sets (`create_date`, `write_date`) is stored with a fraction of a second, which
    /// is never shown. Odoo 14 to 18 compare the fraction: `gt` with the value that was read finds the record again, while `eq`
    /// and `le` do not. Odoo 19 compares whole seconds.
    pub fn gt<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Gt, operand(|encoder| value.into_operand(encoder)))
    }

    /// Matches if the value is greater than or equal to `value`.
    pub fn ge<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Ge, operand(|encoder| value.into_operand(encoder)))
    }

    /// Matches if the value is less than `value`.
    pub fn lt<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Lt, operand(|encoder| value.into_operand(encoder)))
    }

    /// Matches if the value is less than or equal to `value`.
    pub fn le<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Le, operand(|encoder| value.into_operand(encoder)))
    }

    /// Matches if the value is one of `values`. Without values, no record matches.
    ///
    /// A 0 in the list is sent as a separate [`eq`](Self::eq), because Odoo 14 interprets it as an empty field in a list.
    pub fn is_in<V>(self, values: impl IntoIterator<Item = V>) -> Domain<M>
    where
        T: FieldType,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        let path = self.place.into_path();
        Domain::one_of(path, operands::<T::Base, V>(values))
    }

    /// Matches if the value is not one of `values`. Without values, every record matches.
    ///
    /// An empty field matches too, except for a number if `values` contain 0. A 0 is sent as a separate [`ne`](Self::ne),
    /// because Odoo 14 interprets it as an empty field in a list.
    pub fn not_in<V>(self, values: impl IntoIterator<Item = V>) -> Domain<M>
    where
        T: FieldType,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        let path = self.place.into_path();
        Domain::none_of(path, operands::<T::Base, V>(values))
    }

    /// Matches if the field has a value, or the list has a record.
    ///
    /// `""` and the number 0 count as set on Odoo 14 to 17, and as unset on 18 and 19. A list with only archived records counts as unset on 18, and
    /// as set on every other version.
    pub fn is_set(self) -> Domain<M>
    where
        T: CanBeUnset,
        P: FieldAccess,
    {
        self.leaf(Operator::Ne, Ok(false.into()))
    }

    /// Matches if the field is empty. See [`is_set`](Self::is_set) for the versions.
    pub fn is_unset(self) -> Domain<M>
    where
        T: CanBeUnset,
        P: FieldAccess,
    {
        self.leaf(Operator::Eq, Ok(false.into()))
    }

    fn pattern(self, operator: Operator, pattern: impl Into<String>) -> Domain<M>
    where
        P: FieldAccess,
    {
        self.leaf(operator, operand(|encoder| encoder.text(pattern.into())))
    }

    /// Matches if the text contains `pattern`, case-sensitively.
    ///
    /// In the pattern, `%` matches any text, `_` matches any character, and `\` escapes either of them.
    /// An empty pattern matches every record, also if the field is empty. To search for literal text, use
    /// [`contains`](Self::contains).
    pub fn like(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::Like, pattern)
    }

    /// Matches if the text contains `pattern`, ignoring case.
    ///
    /// See [`like`](Self::like) for patterns. Accents are significant, unless the server runs with `unaccent`.
    pub fn ilike(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::Ilike, pattern)
    }

    /// Matches if the text contains `text`, case-sensitively and without wildcards.
    ///
    /// See [`icontains`](Self::icontains) for any case.
    ///
    /// The empty string matches every record, also if the field is empty.
    pub fn contains(self, text: impl AsRef<str>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::Like, literal(text.as_ref()))
    }

    /// Matches if the text contains `text`, in any case and without wildcards: for search boxes.
    ///
    /// Accents count, unless the server uses `unaccent`. The empty string matches every record, also if the field is empty.
    pub fn icontains(self, text: impl AsRef<str>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::Ilike, literal(text.as_ref()))
    }

    /// Matches if the text starts with `text`, case-sensitively and without wildcards.
    pub fn starts_with(self, text: impl AsRef<str>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::EqLike, format!("{}%", literal(text.as_ref())))
    }

    /// Matches if the text does not contain `pattern`, case-sensitively. An empty field matches too.
    ///
    /// See [`like`](Self::like) for patterns. An empty pattern matches empty fields on
    /// Odoo 14 to 17, and no record on 18 and 19.
    pub fn not_like(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::NotLike, pattern)
    }

    /// Matches if the text does not contain `pattern`, ignoring case. An empty field matches too.
    ///
    /// See [`like`](Self::like) for patterns.
    pub fn not_ilike(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::NotIlike, pattern)
    }

    /// Matches if the whole text matches `pattern`, case-sensitively: Odoo's `=like`.
    ///
    /// See [`like`](Self::like) for patterns. An empty pattern matches `""`, and on Odoo 18 and 19 an empty field as well.
    pub fn eq_like(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::EqLike, pattern)
    }

    /// Matches if the whole text matches `pattern`, ignoring case: Odoo's `=ilike`.
    ///
    /// See [`like`](Self::like) for patterns.
    pub fn eq_ilike(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::EqIlike, pattern)
    }

    fn hierarchy(self, operator: Operator, ids: impl IntoIds<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: FieldAccess,
    {
        self.leaf(operator, numbers(ids).map(Into::into))
    }

    /// Matches if the linked record is one of `roots`, or a descendant of one.
    ///
    /// Archived records are not part of the hierarchy, unless the context has `active_test: false`. Without roots, no record matches.
    pub fn child_of(self, roots: impl IntoIds<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: FieldAccess,
    {
        self.hierarchy(Operator::ChildOf, roots)
    }

    /// Matches if the linked record is one of `leaves`, or an ancestor of one.
    pub fn parent_of(self, leaves: impl IntoIds<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: FieldAccess,
    {
        self.hierarchy(Operator::ParentOf, leaves)
    }

    /// Matches if some linked record matches all of `domain`.
    ///
    /// Through a many2one field, archived records match too. Through a list, they match only if `domain` asks for them (`ACTIVE.eq(false)`). In a list below
    /// a many2one field, archived records match on Odoo 14 but not on 19.
    ///
    /// If a list field declares a domain on the server, Odoo 19 applies that domain as well; older servers ignore it.
    ///
    /// Odoo has `any` from version 17 on. For an older server, the client rewrites it with dotted paths if they mean the same. If they do not (several conditions
    /// that must hold for the same line), the client first searches the lines with a separate call and sends a list of at most 100,000 ids. If more lines
    /// match, the search fails before it is sent.
    pub fn any(self, domain: Domain<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: FieldAccess,
    {
        Domain::any(self.place.into_path(), relation::<T>(), false, domain)
    }

    /// Matches if no linked record matches all of `domain`.
    ///
    /// It also matches if there are no linked records.
    ///
    /// See [`any`](Self::any). For a server older than Odoo 17, it is always rewritten as a list of ids.
    pub fn not_any(self, domain: Domain<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: FieldAccess,
    {
        Domain::any(self.place.into_path(), relation::<T>(), true, domain)
    }
}

/// Returns the metadata of a relation.
///
/// A custom type without metadata is treated as a list.
fn relation<T: Relation>() -> RelationMeta {
    T::RELATION.unwrap_or(const { RelationMeta::to::<T::Target>(RelationKind::One2many) })
}

/// Returns a pattern that matches only `text` itself.
fn literal(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}
