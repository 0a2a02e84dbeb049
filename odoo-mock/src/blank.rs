use odoo_orm::Record;

/// Makes a record for a test that sets only some of its fields.
///
/// The struct update syntax (`..blank()`) sets the others.
///
/// `Option`s are `None`, lists and texts are empty, numbers are 0, booleans are `false`, and dates are in 1970. Selections
/// have their first key, and links lead to record 1. No request is sent.
///
/// ```
/// use odoo_mock::blank;
/// use odoo_orm::prelude::*;
///
/// #[derive(Debug, OdooModel)]
/// #[odoo(model = "res.partner")]
/// struct Partner {
///     id: Id<Partner>,
///     name: String,
///     email: Option<String>,
///     country_id: Option<Many2one<Partner>>,
///     create_date: DateTime<Utc>,
/// }
///
/// let acme = Partner { name: "Acme".to_owned(), ..blank() };
/// assert_eq!((acme.id.get(), acme.email), (1, None));
/// ```
///
/// # Panics
///
/// When a field has a custom type that cannot be decoded from an empty value. Set all fields of the record in this case.
#[track_caller]
#[expect(clippy::panic, reason = "it is for tests")]
pub fn blank<R: Record>() -> R {
    match odoo_orm::__private::blank() {
        Ok(record) => record,
        Err(error) => panic!("no blank record: {error}"),
    }
}
