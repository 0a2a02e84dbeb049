use odoo_rpc::ConfigError;
use serde_json::Value;

use super::later::Later;

use crate::{
    command::Command,
    domain::Domain,
    model::Model,
    relation::Many2one,
    value::{IntoValue, Scalar, written},
    values::Values,
};

/// An encoded argument, or the reason why it cannot be sent. `None` omits the parameter.
pub type Argument = Result<Option<Value>, ConfigError>;

/// A Rust type that a parameter of a method can have: see [`odoo_methods`](macro@crate::odoo_methods).
///
/// - Field types, encoded as in a write: a record by its `Id`, a `DateTime<Utc>` without its fraction
///   of a second. A value that Odoo cannot represent, such as a float that is not finite, makes the call fail before it is sent.
/// - `&str`, `&Many2one<M>`, `Values<M>`, `Domain<M>`, `Command<M>`, and a [`serde_json::Value`] for everything else.
///   A domain is sent like the domain of a search: see [`Domain`] and [`Field::any`](crate::Field::any).
/// - An `Option`: `None` omits the parameter, so that the method's default applies. This differs from an empty
///   value, which is `false` in Odoo: to pass `false`, declare the parameter as a `Value`.
/// - A `Vec` or a slice: a list. In a list, `None` is `false`, because an item cannot be omitted.
///
/// The trait is open: a custom type converts itself through an existing one.
///
/// ```
/// use odoo_orm::method::{Argument, IntoArgument};
///
/// /// The format of a report.
/// enum Format {
///     Pdf,
///     Html,
/// }
///
/// impl IntoArgument for Format {
///     fn into_argument(self) -> Argument {
///         let name = match self {
///             Format::Pdf => "pdf",
///             Format::Html => "html",
///         };
///         name.into_argument()
///     }
/// }
///
/// assert_eq!(Some(Format::Pdf).into_argument()?, Some("pdf".into()));
/// assert_eq!(None::<Format>.into_argument()?, None);
/// # let _ = Format::Html;
/// # Ok::<_, odoo_orm::rpc::ConfigError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a parameter of a method cannot have the type `{Self}`",
    label = "cannot be sent as an argument",
    note = "field types can be sent, `&str`, `Values<M>`, `Domain<M>`, `serde_json::Value`, and an `Option`, a `Vec` or a slice of these",
    note = "to send a record, pass its `Id`"
)]
pub trait IntoArgument {
    /// Encodes the value.
    ///
    /// # Errors
    ///
    /// If Odoo cannot represent the value; the call returns the error, with the names of the method and the parameter.
    fn into_argument(self) -> Argument;

    /// What the server's version decides on.
    #[doc(hidden)]
    fn __later(&self) -> Option<Later> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar + IntoValue<T>> IntoArgument for T {
    fn into_argument(self) -> Argument {
        written(|encoder| self.into_value(encoder))
    }
}

#[diagnostic::do_not_recommend]
impl IntoArgument for &str {
    fn into_argument(self) -> Argument {
        self.to_owned().into_argument()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoArgument for &Many2one<M> {
    fn into_argument(self) -> Argument {
        self.id.into_argument()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoArgument for Values<M> {
    fn into_argument(self) -> Argument {
        let values = self.into_object()?.to_map();
        Ok(Some(values.into()))
    }

    fn __later(&self) -> Option<Later> {
        Some(Later::names::<M>())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoArgument for Command<M> {
    fn into_argument(self) -> Argument {
        written(|encoder| self.encode(encoder))
    }

    fn __later(&self) -> Option<Later> {
        Some(Later::names::<M>())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoArgument for Domain<M> {
    fn into_argument(self) -> Argument {
        self.as_operand().map(Some)
    }

    fn __later(&self) -> Option<Later> {
        let later = self.needs_a_server();
        later.then(|| Later::Domain(self.clone().into_condition()))
    }
}

#[diagnostic::do_not_recommend]
impl IntoArgument for Value {
    fn into_argument(self) -> Argument {
        Ok(Some(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoArgument> IntoArgument for Option<T> {
    fn into_argument(self) -> Argument {
        self.map_or(Ok(None), T::into_argument)
    }

    fn __later(&self) -> Option<Later> {
        self.as_ref()?.__later()
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoArgument> IntoArgument for Vec<T> {
    fn into_argument(self) -> Argument {
        let item = |item: T| Ok(item.into_argument()?.unwrap_or(Value::Bool(false)));
        let list: Result<Vec<Value>, ConfigError> = self.into_iter().map(item).collect();
        list.map(|list| Some(list.into()))
    }

    fn __later(&self) -> Option<Later> {
        Later::items(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoArgument + Clone> IntoArgument for &[T] {
    fn into_argument(self) -> Argument {
        self.to_vec().into_argument()
    }

    fn __later(&self) -> Option<Later> {
        Later::items(*self)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, Utc};
    use serde_json::json;

    use super::*;
    use crate::prelude::*;

    #[derive(OdooModel)]
    #[odoo(model = "res.partner")]
    #[expect(dead_code, reason = "the tests use only its field constants")]
    struct Partner {
        id: Id<Partner>,
        name: String,
        child_ids: One2many<Partner>,
    }

    #[track_caller]
    fn sends(argument: impl IntoArgument, json: Value) {
        assert_eq!(argument.into_argument(), Ok(Some(json)));
    }

    #[track_caller]
    fn refuses(argument: impl IntoArgument, why: &str) {
        let error = argument.into_argument().unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }

    #[test]
    fn values_are_sent_as_fields_are_written() {
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        let time = day.and_hms_milli_opt(12, 34, 56, 789).unwrap().and_utc();
        let link = Many2one {
            id: Id::<Partner>::new(3),
            name: "Jo".into(),
        };
        sends("x", json!("x"));
        sends(String::new(), json!(""));
        sends(false, json!(false));
        sends(7_i32, json!(7));
        sends(7_i64, json!(7));
        sends(1.0, json!(1.0));
        sends(day, json!("2024-02-29"));
        sends(time, json!("2024-02-29 12:34:56"));
        sends(&link, json!(3));
        sends(link, json!(3));
        sends(
            Values::new().set(Partner::NAME, "Jo"),
            json!({"name": "Jo"}),
        );
        sends(Partner::NAME.eq("Jo"), json!([["name", "=", "Jo"]]));
        sends(json!({"a": [1]}), json!({"a": [1]}));
    }

    #[test]
    fn lists_are_lists_of_arguments() {
        let ids = [Id::<Partner>::new(3), Id::new(4)];
        sends(&ids[..], json!([3, 4]));
        sends(ids.to_vec(), json!([3, 4]));
        sends(Vec::<&str>::new(), json!([]));
        sends(vec![Some("a"), None], json!(["a", false]));
        sends(vec![Command::Link(ids[0])], json!([[4, 3, 0]]));
        sends(vec![vec![1, 2], vec![]], json!([[1, 2], []]));
    }

    #[test]
    fn none_omits_the_argument() {
        assert_eq!(None::<&str>.into_argument(), Ok(None));
        sends(Some("x"), json!("x"));
        sends(Some(false), json!(false));
    }

    #[test]
    fn values_that_odoo_cannot_represent_are_rejected() {
        refuses(f64::NAN, "expected a finite number");
        refuses(1_i64 << 31, "32 bits");
        refuses(Id::<Partner>::new(0), "invalid id 0");
        refuses(vec![Id::<Partner>::new(0)], "invalid id 0");
        refuses("\0", "NUL");
        refuses(DateTime::<Utc>::MAX_UTC, "1 to 9999");
        refuses(Some(f64::INFINITY), "expected a finite number");
        let refused = Values::new().set(Partner::CHILD_IDS, [Command::Delete(Id::new(0))]);
        refuses(refused, "child_ids");
        refuses(Partner::ID.eq(Id::new(1 << 31)), "`id` of `res.partner`");
    }
}
