use odoo_rpc::ConfigError;

use super::{Id, Many2many, Many2one, One2many};
use crate::value::{called_id, record_id};

/// A value that refers to records of `M`.
///
/// It is an id, several ids, or a field that links to records.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not refer to records of `{M}`",
    label = "expected an `Id<{M}>` or several",
    note = "convert a number to an id with `Id::new`"
)]
pub trait IntoIds<M> {
    /// Returns the ids, in their order.
    fn into_ids(self) -> Vec<Id<M>>;
}

/// Returns the numeric ids for a call.
pub(crate) fn numbers<M>(ids: impl IntoIds<M>) -> Result<Vec<i64>, ConfigError> {
    ids.into_ids()
        .into_iter()
        .map(|id| called_id(id.get()))
        .collect()
}

/// Returns the numeric ids of records to link.
pub(crate) fn linked_numbers<M>(ids: impl IntoIds<M>) -> Result<Vec<i64>, ConfigError> {
    ids.into_ids()
        .into_iter()
        .map(|id| record_id(id.get()))
        .collect()
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for Id<M> {
    fn into_ids(self) -> Vec<Id<M>> {
        vec![self]
    }
}

/// `None` contributes no ids.
#[diagnostic::do_not_recommend]
impl<M, T: IntoIds<M>> IntoIds<M> for Option<T> {
    fn into_ids(self) -> Vec<Id<M>> {
        self.map(T::into_ids).unwrap_or_default()
    }
}

#[diagnostic::do_not_recommend]
impl<'a, M, T> IntoIds<M> for &'a Option<T>
where
    &'a T: IntoIds<M>,
{
    fn into_ids(self) -> Vec<Id<M>> {
        self.as_ref().into_ids()
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for Vec<Id<M>> {
    fn into_ids(self) -> Vec<Id<M>> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for &[Id<M>] {
    fn into_ids(self) -> Vec<Id<M>> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for &Vec<Id<M>> {
    fn into_ids(self) -> Vec<Id<M>> {
        self.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<M, const N: usize> IntoIds<M> for [Id<M>; N] {
    fn into_ids(self) -> Vec<Id<M>> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for &Many2one<M> {
    fn into_ids(self) -> Vec<Id<M>> {
        vec![self.id]
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for &One2many<M> {
    fn into_ids(self) -> Vec<Id<M>> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for &Many2many<M> {
    fn into_ids(self) -> Vec<Id<M>> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for &Id<M> {
    fn into_ids(self) -> Vec<Id<M>> {
        vec![*self]
    }
}

#[diagnostic::do_not_recommend]
impl<M, const N: usize> IntoIds<M> for &[Id<M>; N] {
    fn into_ids(self) -> Vec<Id<M>> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for One2many<M> {
    fn into_ids(self) -> Vec<Id<M>> {
        self.into_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoIds<M> for Many2many<M> {
    fn into_ids(self) -> Vec<Id<M>> {
        self.into_vec()
    }
}
