//! What is sent for a query, counted in memory.

use std::{fs, sync::Arc};

use datafusion::{
    arrow::util::pretty::pretty_format_batches,
    physical_plan::{collect, displayable},
    prelude::{ParquetReadOptions, SessionConfig, SessionContext},
};
use odoo_arrow::{Export, RecordBatch, Table};
use odoo_datafusion::{Catalog, OdooTable, PushAggregates, session};
use odoo_mock::{FieldDef, ModelDef, World};
use serde_json::json;

/// 1,000 orders of 10 countries; every hundredth is open.
fn orders(version: u16) -> World {
    let world = World::version(version);
    let fields = [
        ("name", FieldDef::char()),
        ("number", FieldDef::integer()),
        ("state", FieldDef::selection(["open", "done"])),
        ("country_id", FieldDef::many2one("res.country")),
    ];
    for (name, field) in fields {
        world.define(ModelDef::new("x.order").field(name, field));
    }
    let countries = world.search("res.country", json!([]));
    for number in 0..1_000_usize {
        let state = if number % 100 == 0 { "open" } else { "done" };
        let country = countries[number % 10];
        let values = json!({"name": format!("S{number}"), "number": number, "state": state, "country_id": country});
        world.create("x.order", values);
    }
    world
}

/// A session whose tables are described already.
async fn described(world: &World) -> SessionContext {
    let sql = session(Catalog::new(&world.client()).await.unwrap()).unwrap();
    sql.table("x_order").await.unwrap();
    sql.table("res_country").await.unwrap();
    world.forget_calls();
    sql
}

/// The rows, and the names of the calls with the number of records that they returned.
async fn run(sql: &SessionContext, world: &World, query: &str) -> (String, Vec<String>) {
    let rows = sql.sql(query).await.unwrap().collect().await.unwrap();
    let calls = world.calls();
    world.forget_calls();
    let names = calls.iter().map(|call| call.name.clone());
    (
        pretty_format_batches(&rows).unwrap().to_string(),
        names.collect(),
    )
}

async fn plan(sql: &SessionContext, query: &str) -> String {
    let plan = sql
        .sql(query)
        .await
        .unwrap()
        .create_physical_plan()
        .await
        .unwrap();
    displayable(plan.as_ref()).indent(false).to_string()
}

#[tokio::test]
async fn a_selective_filter_reads_the_records_that_match() {
    for version in 14..=19 {
        let world = orders(version);
        let sql = described(&world).await;
        let query = "SELECT name FROM x_order WHERE state = 'open' AND number >= 500 ORDER BY id";
        let shown = plan(&sql, query).await;
        let domain = r#"domain=[["state","=","open"],["number",">=",500]]"#;
        assert!(shown.contains(domain), "{shown}");
        assert!(
            !shown.contains("FilterExec") && !shown.contains("SortExec"),
            "{shown}"
        );
        world.forget_calls();
        let (rows, calls) = run(&sql, &world, query).await;
        assert_eq!(rows.matches("| S").count(), 5, "{rows}");
        // The number of records, a page, and the ids of what the server left out of it.
        let expected: &[&str] = if version < 16 {
            &["search_count", "search", "read", "search"]
        } else {
            &["search_count", "search_read", "search"]
        };
        let expected: Vec<_> = expected
            .iter()
            .map(|method| format!("x.order.{method}"))
            .collect();
        assert_eq!(calls, expected);
    }
}

#[tokio::test]
async fn counts_and_groups_read_no_records() {
    for version in 14..=19 {
        let world = orders(version);
        let sql = described(&world).await;
        let query = "SELECT count(*) AS n FROM x_order WHERE state = 'open'";
        let (rows, calls) = run(&sql, &world, query).await;
        assert!(rows.contains("| 10 |"), "{rows}");
        assert_eq!(calls, ["x.order.search_count"]);

        let query = "SELECT state, count(*) AS n, sum(number) AS s, avg(number) AS a FROM x_order WHERE number < 200 GROUP BY state ORDER BY state";
        let (rows, calls) = run(&sql, &world, query).await;
        assert!(rows.contains("| done  | 198 | 19800 | 100.0 |"), "{rows}");
        assert!(rows.contains("| open  | 2   | 100   | 50.0  |"), "{rows}");
        let method = if version < 19 {
            "read_group"
        } else {
            "formatted_read_group"
        };
        assert_eq!(calls, [format!("x.order.{method}")]);
    }
}

#[tokio::test]
async fn a_limit_is_sent_after_exact_filters_only() {
    let world = orders(19);
    let sql = described(&world).await;
    let exact = plan(&sql, "SELECT name FROM x_order WHERE number > 10 LIMIT 3").await;
    assert!(exact.contains("limit=3"), "{exact}");
    let ordered = plan(
        &sql,
        "SELECT id FROM x_order WHERE number > 10 ORDER BY id LIMIT 3",
    )
    .await;
    assert!(
        ordered.contains("limit=3") && !ordered.contains("SortExec"),
        "{ordered}"
    );
    let inexact = plan(
        &sql,
        "SELECT name FROM x_order WHERE name LIKE 'S9%' LIMIT 3",
    )
    .await;
    assert!(inexact.contains(r#"["name","=like","S9%"]"#), "{inexact}");
    assert!(!inexact.contains("limit=3"), "{inexact}");
    let not_sent = plan(
        &sql,
        "SELECT name FROM x_order WHERE upper(name) = 'S9' LIMIT 3",
    )
    .await;
    assert!(
        not_sent.contains("domain=[]") && not_sent.contains("FilterExec"),
        "{not_sent}"
    );
}

#[tokio::test]
async fn partitions_are_ranges_of_ids() {
    let world = orders(17);
    let odoo = world.client();
    let names = ["name", "number"];
    let table = Table::named(&odoo, "x.order", &names, json!([["number", "<", 900]])).await;
    let table = table.unwrap().page_size(100).concurrency(3);
    let config = SessionConfig::new().with_target_partitions(8);
    let sql = SessionContext::new_with_config(config);
    sql.add_optimizer_rule(Arc::new(PushAggregates));
    let table = OdooTable::new(table).await.unwrap();
    sql.register_table("orders", Arc::new(table)).unwrap();
    let all = sql
        .sql("SELECT id, number FROM orders ORDER BY id")
        .await
        .unwrap();
    let all = all.create_physical_plan().await.unwrap();
    let shown = displayable(all.as_ref()).indent(false).to_string();
    assert!(shown.contains("partitions from id=[301, 601]"), "{shown}");
    assert!(
        shown.contains("SortPreservingMerge") && !shown.contains("SortExec"),
        "{shown}"
    );
    let rows = collect(all, sql.task_ctx()).await.unwrap();
    let count: usize = rows.iter().map(RecordBatch::num_rows).sum();
    assert_eq!(count, 900);
    let sums =
        "SELECT sum(number) AS s, min(id) AS i FROM (SELECT id, number FROM orders LIMIT 900)";
    let rows = sql.sql(sums).await.unwrap().collect().await.unwrap();
    let rows = pretty_format_batches(&rows).unwrap().to_string();
    assert!(rows.contains("| 404550 | 1 |"), "{rows}");
}

#[tokio::test]
async fn a_filter_that_becomes_constant_in_the_scan_is_applied() {
    let world = World::version(14);
    world.define(ModelDef::new("x.flag").field("flag", FieldDef::boolean()));
    world.create("x.flag", json!({"flag": true}));
    let sql = session(Catalog::new(&world.client()).await.unwrap()).unwrap();
    for (filter, expected) in [("IS FALSE", "| 0 |"), ("IS TRUE", "| 1 |")] {
        let query =
            format!("SELECT count(*) AS n FROM x_flag WHERE (flag IN (false, true)) {filter}");
        let (rows, _) = run(&sql, &world, &query).await;
        assert!(rows.contains(expected), "{query}: {rows}");
    }
}

#[tokio::test]
async fn a_limited_table_is_filtered_after_its_limit() {
    let world = orders(19);
    let table = Table::named(&world.client(), "x.order", &["number"], json!([])).await;
    let table = table.unwrap().page_size(10).concurrency(4).limit(50);
    let sql = SessionContext::new();
    sql.add_optimizer_rule(Arc::new(PushAggregates));
    let table = OdooTable::new(table).await.unwrap();
    sql.register_table("first", Arc::new(table)).unwrap();
    for (query, expected) in [
        ("SELECT count(*) AS n FROM first", "| 50 |"),
        ("SELECT count(number) AS n FROM first", "| 50 |"),
        ("SELECT max(number) AS n FROM first", "| 49 |"),
        (
            "SELECT count(*) AS n FROM first WHERE number >= 40",
            "| 10 |",
        ),
        ("SELECT number AS n FROM first WHERE number > 48", "| 49 |"),
    ] {
        let (rows, _) = run(&sql, &world, query).await;
        assert!(rows.contains(expected), "{query}: {rows}");
    }
}

#[tokio::test]
async fn tables_are_joined_with_each_other_and_with_parquet_files() {
    let world = orders(18);
    let odoo = world.client();
    let countries = Table::named(&odoo, "res.country", &["name", "code"], json!([])).await;
    let file = std::env::temp_dir().join(format!("odoo-sql-{}.parquet", std::process::id()));
    Export::new(countries.unwrap(), &file).run().await.unwrap();
    let sql = described(&world).await;
    let path = file.to_str().unwrap();
    sql.register_parquet("countries", path, ParquetReadOptions::default())
        .await
        .unwrap();
    let join = |countries: &str| {
        format!(
            "SELECT c.code, count(*) AS n FROM x_order o JOIN {countries} c ON c.id = o.country_id WHERE o.state = 'open' GROUP BY c.code ORDER BY c.code"
        )
    };
    let (from_file, _) = run(&sql, &world, &join("countries")).await;
    let (live, _) = run(&sql, &world, &join("res_country")).await;
    fs::remove_file(&file).unwrap();
    assert!(from_file.contains("| 10 |"), "{from_file}");
    assert_eq!(from_file, live);
}

#[tokio::test]
async fn a_model_without_access_and_an_unknown_one_are_told() {
    let world = orders(19);
    let sql = described(&world).await;
    let error = sql
        .sql("SELECT * FROM x_nothing")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("x_nothing") && error.contains("not found"),
        "{error}"
    );
    world.deny("admin", odoo_mock::Operation::Read, "x.order");
    let rows = sql.sql("SELECT name FROM \"x.order\"").await;
    let error = match rows {
        Ok(rows) => rows.collect().await.unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    assert!(error.contains("AccessError"), "{error}");
    let tables = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'x_order'";
    let (rows, _) = run(&sql, &world, tables).await;
    assert!(rows.contains("| 1 "), "{rows}");
}
