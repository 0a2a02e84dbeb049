//! The same SQL over Odoo and over a copy in memory.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::RecordBatch,
        util::display::{ArrayFormatter, FormatOptions},
    },
    datasource::MemTable,
    error::Result,
    physical_plan::{collect, displayable},
    prelude::SessionContext,
};
use odoo_arrow::Table;
use odoo_datafusion::{Catalog, session};
use odoo_orm::Client;
use serde_json::json;

use crate::{
    aggregates,
    filters::{self, Known},
    random::Random,
};

/// A model with its copy.
pub(crate) struct Compared {
    pub(crate) live: SessionContext,
    copy: SessionContext,
    pub(crate) model: String,
}

/// How many filters the server could apply.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    exact: usize,
    inexact: usize,
    not_sent: usize,
    failed: usize,
    /// Those for which only counts or groups were read.
    without_records: usize,
}

impl Compared {
    /// Copies the records of a model.
    pub(crate) async fn new(odoo: &Client, model: &str) -> Self {
        let table = Table::named(odoo, model, &[], json!([])).await.unwrap();
        let (mut batches, mut all) = (table.batches(), Vec::new());
        while let Some(batch) = batches.next().await {
            all.push(batch.unwrap());
        }
        let copy = SessionContext::new();
        let rows = MemTable::try_new(table.schema(), vec![all]).unwrap();
        copy.register_table(model, Arc::new(rows)).unwrap();
        Compared {
            live: session(Catalog::new(odoo).await.unwrap()).unwrap(),
            copy,
            model: model.to_owned(),
        }
    }

    /// Values of the records, for conditions.
    pub(crate) async fn known(&self) -> Known {
        let column = async |name: &str| {
            let sql = format!(
                "SELECT arrow_cast({name}, 'Utf8') AS v FROM {} WHERE {name} IS NOT NULL LIMIT 20",
                self.model
            );
            let batches = self.copy.sql(&sql).await.unwrap().collect().await.unwrap();
            let texts = |batch: &RecordBatch| -> Vec<String> {
                let texts = batch
                    .column(0)
                    .as_any()
                    .downcast_ref::<datafusion::arrow::array::StringArray>();
                texts
                    .unwrap()
                    .iter()
                    .map(|text| text.unwrap().to_owned())
                    .collect()
            };
            batches.iter().flat_map(texts).collect::<Vec<String>>()
        };
        let moments = column("create_date").await;
        Known {
            ids: column("id").await,
            countries: column("x_country_id").await,
            moments: moments
                .into_iter()
                .map(|moment| format!("'{moment}'"))
                .collect(),
        }
    }

    /// Compares the rows of generated filters.
    pub(crate) async fn filters(&self, cases: u64) -> Counts {
        let (known, mut counts) = (self.known().await, Counts::default());
        for seed in 0..cases {
            let mut random = Random::new(seed + 1);
            let filter = filters::any(&mut random, &known, 3);
            let columns = random.pick(&[
                "id",
                "id, x_name, x_sel",
                "count(*)",
                "x_int, x_time, id",
                "sum(x_int), max(x_date)",
            ]);
            let end = if columns.contains('(') {
                ""
            } else {
                random.pick(&[
                    "ORDER BY id",
                    "ORDER BY id",
                    "ORDER BY id LIMIT 3",
                    "ORDER BY id DESC LIMIT 2",
                    "ORDER BY id LIMIT 2 OFFSET 2",
                ])
            };
            let sql = format!("SELECT {columns} FROM {} WHERE {filter} {end}", self.model);
            self.compare(&sql, &mut counts).await;
            if seed % 1_000 == 999 {
                println!("{}: {counts:?}", self.model);
            }
        }
        counts
    }

    /// Compares the rows of generated aggregates.
    pub(crate) async fn aggregates(&self, cases: u64) -> Counts {
        let (known, mut counts) = (self.known().await, Counts::default());
        for seed in 0..cases {
            let mut random = Random::new(seed + 1_000_000);
            let sql = aggregates::any(&mut random, &known, &self.model);
            self.compare(&sql, &mut counts).await;
            if seed % 1_000 == 999 {
                println!("{}: {counts:?}", self.model);
            }
        }
        counts
    }

    async fn compare(&self, sql: &str, counts: &mut Counts) {
        let expected = run(&self.copy, sql).await;
        let found = run(&self.live, sql).await;
        let ((expected, _), (found, plan)) = match (expected, found) {
            // Such as a number that does not fit a type.
            (Err(_), _) => {
                counts.failed += 1;
                return;
            }
            (Ok(expected), Ok(found)) => (expected, found),
            (Ok(_), Err(error)) => panic!("{sql}\n{error}"),
        };
        assert_eq!(expected.len(), found.len(), "{sql}\n{plan}");
        for (expected, found) in expected.iter().zip(&found) {
            let are_same = expected
                .iter()
                .zip(found)
                .all(|(one, other)| same(one, other));
            assert!(are_same, "{sql}\n{expected:?}\n{found:?}\n{plan}");
        }
        let is_read = plan.contains("OdooScan");
        *match (plan.contains("FilterExec"), plan.contains("domain=[]")) {
            _ if !is_read => &mut counts.without_records,
            (false, _) => &mut counts.exact,
            (true, false) => &mut counts.inexact,
            (true, true) => &mut counts.not_sent,
        } += 1;
    }
}

impl Counts {
    /// Fails if the server filters less than it can.
    pub(crate) fn check_filters(&self) {
        let all = self.exact + self.inexact + self.not_sent + self.without_records;
        assert!((self.exact + self.without_records) * 5 > all, "{self:?}");
        assert!(self.not_sent * 2 < all, "{self:?}");
        assert!(self.failed * 10 < all, "{self:?}");
    }

    /// Fails if the server aggregates less than it can.
    pub(crate) fn check_aggregates(&self) {
        let all = self.exact + self.inexact + self.not_sent + self.without_records;
        assert!(self.without_records * 4 > all, "{self:?}");
        assert!(self.failed * 10 < all, "{self:?}");
    }
}

/// Whether two values are the same. Sums of floats depend on the order.
fn same(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => (one - other).abs() <= 1e-9 * one.abs().max(other.abs()),
        _ => false,
    }
}

/// The rows, each as the texts of its values, and the plan.
async fn run(session: &SessionContext, sql: &str) -> Result<(Vec<Vec<String>>, String)> {
    let plan = session.sql(sql).await?.create_physical_plan().await?;
    let shown = displayable(plan.as_ref()).indent(false).to_string();
    let options = FormatOptions::new().with_null("NULL");
    let mut rows = Vec::new();
    for batch in collect(plan, session.task_ctx()).await? {
        let columns = batch.columns().iter();
        let columns = columns.map(|column| ArrayFormatter::try_new(column, &options));
        let columns: Vec<_> = columns.collect::<Result<_, _>>()?;
        let row = |row| {
            columns
                .iter()
                .map(|column| column.value(row).to_string())
                .collect()
        };
        rows.extend((0..batch.num_rows()).map(row));
    }
    Ok((rows, shown))
}
