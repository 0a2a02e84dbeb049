use super::Record;
use crate::values::Values;

impl<M> Values<M> {
    /// Copies all writable fields of a record.
    ///
    /// Use it to duplicate the record, also in another database. It omits fields that only the server writes, read-only fields, fields that are not loaded, and the lines of one2many fields, which belong to
    /// one record. [`copy`](crate::ModelExt::copy) lets the server decide instead, also for fields that no struct declares.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String, email: Option<String>, child_ids: One2many<Partner> }
    /// # fn twin(acme: Partner) {
    /// let values = Values::of(&acme).set(Partner::NAME, "Acme (copy)");
    /// assert_eq!(format!("{values:?}"), r#"res.partner{"email", "name"}"#);
    /// # }
    /// # twin(Partner { id: Id::new(1), name: String::new(), email: None, child_ids: One2many::default() });
    /// ```
    pub fn of<R: Record<Model = M>>(record: &R) -> Self {
        let mut values = Values::new();
        record.__copy(&mut values);
        values
    }
}
