//! Records of a list that have external ids of their own.

use odoo_rpc::ConfigError;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Values;
use crate::{
    field::{Field, Writable},
    model::{Model, ModelMeta, meta},
    relation::One2many,
};

/// A list with the external id and the values of each record.
#[derive(Clone, Serialize)]
pub(crate) struct Lines {
    pub(crate) field: &'static str,
    #[serde(skip)]
    pub(crate) model: &'static ModelMeta,
    pub(crate) records: Vec<(String, Map<String, Value>)>,
}

impl<M> Values<M> {
    /// Upserts records of a list with their parent, each by an external id.
    ///
    /// Only [`upsert`](crate::ModelExt::upsert) and [`upsert_many`](crate::ModelExt::upsert_many) can send such values; in other writes they are an error, and nothing
    /// is sent. The parent and its lines are written in one transaction, and sending them again changes nothing. Other lines of the parent are left alone. A line of another parent moves to this one.
    ///
    /// All lines of a list must set the same fields: [`unset`](Self::unset) those that a line lacks. Values that `load` cannot carry (see
    /// [`upsert`](crate::ModelExt::upsert)) are an error in a line.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "sale.order")]
    /// # struct Order { id: Id<Order>, partner_id: Id<Partner>, order_line: One2many<Line> }
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "sale.order.line")]
    /// # struct Line { id: Id<Line>, name: String, price_unit: f64 }
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// # let customer = Partner::by_external_id(&odoo, "base.main_partner").await?.unwrap();
    /// let line = |name: &str, price: f64| Values::new().set(Line::NAME, name).set(Line::PRICE_UNIT, price);
    /// let order = Values::new().set(Order::PARTNER_ID, customer).upsert_lines(
    ///     Order::ORDER_LINE,
    ///     [("shop.line_7_1", line("Chair", 45.0)), ("shop.line_7_2", line("Table", 120.0))],
    /// );
    /// for _ in 0..2 {
    ///     Order::upsert(&odoo, "shop.order_7", order.clone()).await?;
    /// }
    /// assert_eq!(Line::search_count(&odoo, Line::NAME.is_in(["Chair", "Table"])).await?, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn upsert_lines<L: Model, P: Writable>(
        mut self,
        field: Field<M, One2many<L>, P>,
        lines: impl IntoIterator<Item = (impl Into<String>, Values<L>)>,
    ) -> Self
    where
        M: Model,
    {
        let field = field.place.key();
        let encoded = lines.into_iter().map(|(external_id, values)| {
            let external_id = external_id.into();
            match values.into_object() {
                Ok(values) => Ok((external_id, values.to_map())),
                Err(error) => {
                    let sentence = format!("line `{external_id}`: {error}");
                    Err(error.reworded(sentence))
                }
            }
        });
        let records = match encoded.collect() {
            Ok(records) => records,
            Err(error) => return self.with(field, |_| Err(error)),
        };
        self.fields.remove(field);
        let rare = self.rare();
        rare.forget(field);
        rare.lines.push(Lines {
            field,
            model: meta::<L>(),
            records,
        });
        self
    }
}

/// The error of a write that cannot name records by external ids.
pub(super) fn only_in_upserts(lines: &[Lines]) -> ConfigError {
    let field = lines.first().map_or("", |lines| lines.field);
    ConfigError::new(format!(
        "`{field}` has lines with external ids, which only `upsert` and `upsert_many` can write: \
         use `Command::Create` here"
    ))
}
