//! The operators, by Odoo's names and with Odoo's meaning. Where versions differ, the operator's page says so.

use super::{Field, Place};
use crate::{
    domain::{Domain, Node, Operator},
    relation::{Id, IntoIds},
    value::{FieldType, IntoOperand, MaybeEmpty, Operand, Ordered, Relation, Textual},
};

// The bounds stand on the methods and not on the block, so that the compiler says our own sentences.
impl<M, T, P> Field<M, T, P> {
    fn leaf(self, operator: Operator, operand: Operand) -> Domain<M>
    where
        P: Place,
    {
        Domain::leaf(self.place.into_path(), operator, operand)
    }

    /// The value is `value`.
    ///
    /// A `0` or an empty text is also met by an empty field on Odoo 18 and 19, on older servers by itself alone.
    pub fn eq<V>(self, value: V) -> Domain<M>
    where
        T: FieldType,
        P: Place,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Eq, value.into_operand())
    }

    /// The value is not `value`; an empty field meets it too.
    ///
    /// On a list of records: some record is in it that is not `value`'s, or none at all is.
    pub fn ne<V>(self, value: V) -> Domain<M>
    where
        T: FieldType,
        P: Place,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Ne, value.into_operand())
    }

    /// The value is `value`, if there is one: else every record matches. Odoo's `=?`, decided here, because the server's
    /// versions disagree on which values are none.
    pub fn eq_if_some<V>(self, value: Option<V>) -> Domain<M>
    where
        T: FieldType,
        P: Place,
        V: IntoOperand<T::Base>,
    {
        match value {
            Some(value) => self.eq(value),
            None => Domain::all(),
        }
    }

    /// The value is greater than `value`. An empty number counts as 0 on Odoo 18 and 19, and never matches on older
    /// servers; the same holds for the other three comparisons, and for text on 19.
    pub fn gt<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: Place,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Gt, value.into_operand())
    }

    /// The value is `value` or greater.
    pub fn ge<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: Place,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Ge, value.into_operand())
    }

    /// The value is less than `value`.
    pub fn lt<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: Place,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Lt, value.into_operand())
    }

    /// The value is `value` or less.
    pub fn le<V>(self, value: V) -> Domain<M>
    where
        T: FieldType<Base: Ordered>,
        P: Place,
        V: IntoOperand<T::Base>,
    {
        self.leaf(Operator::Le, value.into_operand())
    }

    /// The value is one of `values`; of none, if there are none.
    pub fn is_in<V>(self, values: impl IntoIterator<Item = V>) -> Domain<M>
    where
        T: FieldType,
        P: Place,
        V: IntoOperand<T::Base>,
    {
        self.leaf(
            Operator::In,
            values.into_iter().map(V::into_operand).collect(),
        )
    }

    /// The value is none of `values`; an empty field meets it too.
    pub fn not_in<V>(self, values: impl IntoIterator<Item = V>) -> Domain<M>
    where
        T: FieldType,
        P: Place,
        V: IntoOperand<T::Base>,
    {
        self.leaf(
            Operator::NotIn,
            values.into_iter().map(V::into_operand).collect(),
        )
    }

    /// There is a value, or a record in the list.
    ///
    /// An empty text, and a number that is 0, count as set on Odoo 14 to 17, as unset on 18 and 19.
    pub fn is_set(self) -> Domain<M>
    where
        T: MaybeEmpty,
        P: Place,
    {
        self.leaf(Operator::Ne, Ok(false.into()))
    }

    /// There is no value, or no record in the list. See [`is_set`](Self::is_set) for the versions.
    pub fn is_unset(self) -> Domain<M>
    where
        T: MaybeEmpty,
        P: Place,
    {
        self.leaf(Operator::Eq, Ok(false.into()))
    }

    fn pattern(self, operator: Operator, pattern: impl Into<String>) -> Domain<M>
    where
        P: Place,
    {
        self.leaf(operator, Ok(pattern.into().into()))
    }

    /// The text contains `pattern`, in which `%` stands for any text, `_` for any character, and `\` before one of them
    /// for itself. An empty pattern is met by every record, empty fields too.
    pub fn like(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: Place,
    {
        self.pattern(Operator::Like, pattern)
    }

    /// The text contains `pattern`, upper and lower case being the same. See [`like`](Self::like). Accents count, unless
    /// the server runs with `unaccent`.
    pub fn ilike(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: Place,
    {
        self.pattern(Operator::Ilike, pattern)
    }

    /// The text does not contain `pattern`; an empty field meets it too. See [`like`](Self::like).
    pub fn not_like(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: Place,
    {
        self.pattern(Operator::NotLike, pattern)
    }

    /// The text does not contain `pattern`, upper and lower case being the same; an empty field meets it too. See
    /// [`like`](Self::like).
    pub fn not_ilike(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: Place,
    {
        self.pattern(Operator::NotIlike, pattern)
    }

    /// The whole text is as `pattern`: Odoo's `=like`. See [`like`](Self::like) for what stands for what.
    pub fn eq_like(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: Place,
    {
        self.pattern(Operator::EqLike, pattern)
    }

    /// The whole text is as `pattern`, upper and lower case being the same: Odoo's `=ilike`. See [`like`](Self::like).
    pub fn eq_ilike(self, pattern: impl Into<String>) -> Domain<M>
    where
        T: FieldType<Base: Textual>,
        P: Place,
    {
        self.pattern(Operator::EqIlike, pattern)
    }

    fn hierarchy(self, operator: Operator, ids: impl IntoIds<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: Place,
    {
        self.leaf(
            operator,
            Ok(ids.into_ids().into_iter().map(Id::get).collect()),
        )
    }

    /// The record at the other end is one of `roots`, or below one in the hierarchy of its model.
    pub fn child_of(self, roots: impl IntoIds<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: Place,
    {
        self.hierarchy(Operator::ChildOf, roots)
    }

    /// The record at the other end is one of `leaves`, or above one in the hierarchy of its model.
    pub fn parent_of(self, leaves: impl IntoIds<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: Place,
    {
        self.hierarchy(Operator::ParentOf, leaves)
    }

    /// Some record at the other end meets all of `domain`.
    ///
    /// Needs Odoo 17: on an older server the search is refused with an error that says so. There, conditions on dotted
    /// paths ask for the same of a many2one; of a list, if it is one condition.
    pub fn any(self, domain: Domain<T::Target>) -> Domain<M>
    where
        T: Relation,
        P: Place,
    {
        Domain::of(Node::Any {
            path: self.place.into_path(),
            inner: Box::new(domain.into_node()),
        })
    }
}
