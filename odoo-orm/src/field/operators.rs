//! The operators, by Odoo's names and with Odoo's meaning. Where versions differ, the operator's page says so.

use super::{Field, FieldAccess};
use crate::{
    domain::{Domain, Operator},
    model::{RelationKind, RelationMeta},
    relation::{IntoIds, numbers},
    value::{CanBeUnset, EncodeResult, FieldType, IntoOperand, Ordered, Relation, Textual},
};

// The bounds stand on the methods and not on the block, so that the compiler says our own sentences.
impl<M, T, P> Field<M, T, P> {
    fn leaf(self, operator: Operator, operand: EncodeResult) -> Domain<M>
    where
        P: FieldAccess,
    {
        Domain::leaf(self.place.into_path(), operator, operand)
    }

    /// The value is `value`; upper and lower case of a text are different. See [`gt`](Self::gt) for datetimes.
    ///
    /// A list of records is `value` if the record is among them.
    ///
    /// A `0` or an empty text is also met by an empty field on Odoo 18 and 19, on older servers by itself alone.
    pub fn eq<V>(self, value: V) -> Domain<M>
    where
        T: FieldType,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Eq, value.into_operand())
    }

    /// The value is not `value`. An empty field meets it too, unless `value` is itself what an empty one counts as: 0, `false`
    /// or an empty text.
    ///
    /// On a list of records: `value` is not in it, be it empty or not.
    pub fn ne<V>(self, value: V) -> Domain<M>
    where
        T: FieldType,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Ne, value.into_operand())
    }

    /// The value is `value`, if there is one: else every record matches. Odoo's `=?`, decided here, because the server's
    /// versions disagree on which values are none.
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

    /// The value is greater than `value`. An empty number counts as 0 on Odoo 18 and 19, and never matches on older
    /// servers; the same holds for the other three comparisons, and for text on 19.
    ///
    /// A datetime that the server wrote itself (`create_date`, `write_date`) has a fraction of a second in its column, which
    /// is never shown. Odoo 14 to 18 compare it, so that `gt` with the value that was read finds the record again, and `eq`
    /// and `le` do not; Odoo 19 compares whole seconds.
    pub fn gt<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Gt, value.into_operand())
    }

    /// The value is `value` or greater.
    pub fn ge<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Ge, value.into_operand())
    }

    /// The value is less than `value`.
    pub fn lt<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Lt, value.into_operand())
    }

    /// The value is `value` or less.
    pub fn le<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Le, value.into_operand())
    }

    /// The value is one of `values`. Without any, no record matches.
    ///
    /// A 0 among them is asked for with [`eq`](Self::eq), because Odoo 14 takes it for an empty field in a list.
    pub fn is_in<V>(self, values: impl IntoIterator<Item = V>) -> Domain<M>
    where
        T: FieldType,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        let path = self.place.into_path();
        Domain::one_of(path, values.into_iter().map(V::into_operand).collect())
    }

    /// The value is none of `values`. Without any, every record matches.
    ///
    /// An empty field meets it too, but for a number with 0 among the values: a 0 is asked for with [`ne`](Self::ne),
    /// because Odoo 14 takes it for an empty field in a list.
    pub fn not_in<V>(self, values: impl IntoIterator<Item = V>) -> Domain<M>
    where
        T: FieldType,
        P: FieldAccess,
        V: IntoOperand<T::Base>,
    {
        let path = self.place.into_path();
        Domain::none_of(path, values.into_iter().map(V::into_operand).collect())
    }

    /// There is a value, or a record in the list.
    ///
    /// An empty text, and a number that is 0, count as set on Odoo 14 to 17, and as unset on 18 and 19. A list of nothing but archived records counts as unset on 18, and
    /// as set on every other version.
    pub fn is_set(self) -> Domain<M>
    where
        T: CanBeUnset,
        P: FieldAccess,
    {
        self.leaf(Operator::Ne, Ok(false.into()))
    }

    /// There is no value, or no record in the list. See [`is_set`](Self::is_set) for the versions.
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
        self.leaf(operator, pattern.into().into_operand())
    }

    /// The text contains `pattern`, upper and lower case being different, in which `%` stands for any text, `_` for any character, and `\` before one of them
    /// for itself. An empty pattern is met by every record, empty fields too. For text that is not a pattern there is
    /// [`contains`](Self::contains).
    pub fn like(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::Like, pattern)
    }

    /// The text contains `pattern`, upper and lower case being the same. See [`like`](Self::like). Accents count, unless
    /// the server runs with `unaccent`.
    pub fn ilike(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::Ilike, pattern)
    }

    /// The text contains `text`, just as it is, upper and lower case being different: no character of it stands for others. See
    /// [`icontains`](Self::icontains) for any case. An empty one is contained in every text,
    /// and in empty fields.
    pub fn contains(self, text: impl AsRef<str>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::Like, literal(text.as_ref()))
    }

    /// The text contains `text`, upper and lower case being the same: for search boxes. No character of it stands for others. Accents count, unless
    /// the server runs with `unaccent`. An empty one is contained in every text, and in empty fields.
    pub fn icontains(self, text: impl AsRef<str>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::Ilike, literal(text.as_ref()))
    }

    /// The text begins with `text`, just as it is, upper and lower case being different: no character of it stands for others.
    pub fn starts_with(self, text: impl AsRef<str>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::EqLike, format!("{}%", literal(text.as_ref())))
    }

    /// The text does not contain `pattern`, upper and lower case being different; an empty field meets it too. See [`like`](Self::like). An empty pattern is met by empty fields on
    /// Odoo 14 to 17, and by nothing on 18 and 19.
    pub fn not_like(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::NotLike, pattern)
    }

    /// The text does not contain `pattern`, upper and lower case being the same; an empty field meets it too. See
    /// [`like`](Self::like).
    pub fn not_ilike(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::NotIlike, pattern)
    }

    /// The whole text is as `pattern`, upper and lower case being different: Odoo's `=like`. See [`like`](Self::like) for what stands for what. An empty pattern is met by an empty text,
    /// on Odoo 18 and 19 by an empty field as well.
    pub fn eq_like(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: FieldAccess,
    {
        self.pattern(Operator::EqLike, pattern)
    }

    /// The whole text is as `pattern`, upper and lower case being the same: Odoo's `=ilike`. See [`like`](Self::like).
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

    /// The record at the other end is one of `roots`, or below one in the hierarchy of its model. Archived records are left out of the
    /// hierarchy, unless the context says `active_test: false`. Without any root, no record matches.
    pub fn child_of(self, roots: impl IntoIds<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: FieldAccess,
    {
        self.hierarchy(Operator::ChildOf, roots)
    }

    /// The record at the other end is one of `leaves`, or above one in the hierarchy of its model.
    pub fn parent_of(self, leaves: impl IntoIds<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: FieldAccess,
    {
        self.hierarchy(Operator::ParentOf, leaves)
    }

    /// Some record at the other end meets all of `domain`.
    ///
    /// Through a many2one field archived records are found as well, through a list they are not, unless `domain` asks for them (`ACTIVE.eq(false)`). A list that is
    /// looked through below a many2one field has its archived records found as well on Odoo 14, and not on 19.
    ///
    /// A list whose field declares a domain of its own on the server has only the records that meet this one too on Odoo 19; older servers pass over it.
    ///
    /// Odoo has it from version 17 on. For an older server it is written with dotted paths where they mean the same. Where they do not (several conditions
    /// that one and the same line is to meet), the lines are searched first, with a call of its own, and the condition becomes a list of their ids: 100,000
    /// at the most, else the search is refused.
    pub fn any(self, domain: Domain<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: FieldAccess,
    {
        Domain::any(self.place.into_path(), relation::<T>(), false, domain)
    }

    /// No record at the other end meets all of `domain`; there may be none at all. See [`any`](Self::any).
    ///
    /// For a server older than Odoo 17 it is always written as a list of ids.
    pub fn not_any(self, domain: Domain<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: FieldAccess,
    {
        Domain::any(self.place.into_path(), relation::<T>(), true, domain)
    }
}

/// What is known of a relation. A type of the user's that does not say to how many records it leads may lead to any number.
fn relation<T: Relation>() -> RelationMeta {
    T::RELATION.unwrap_or(const { RelationMeta::to::<T::Target>(RelationKind::One2many) })
}

/// A pattern that only `text` itself meets.
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
