//! Replicas in a real PostgreSQL, which the tests start from Debian's package. Without it they are skipped.
#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test program"
)]

mod postgres_server;
mod support;

use std::{collections::BTreeMap, env, path::Path};

use odoo_arrow::{
    PostgresReplica, Table,
    tokio_postgres::{self, types::FromSqlOwned},
};
use odoo_mock::{Server, World};
use postgres_server::{PostgreSql, connect};
use serde_json::{Value, json};
use support::{
    Changing, FOLDER, KILLS, LINES, Random, TASK, client, complete, kill, on_server, table, world,
};

/// The child process is this test program. As a test it does nothing.
#[test]
fn child() {
    if env::var(TASK).is_err() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let socket = env::var(FOLDER).unwrap();
    runtime.block_on(async {
        let mut postgres = connect(Path::new(&socket)).await;
        let replica = PostgresReplica::new(table(&client()).await, "lines");
        replica.update(&mut postgres).await.unwrap();
    });
}

async fn column<T: FromSqlOwned>(postgres: &tokio_postgres::Client, select: &str) -> Vec<T> {
    let rows = postgres.query(select, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn in_table(postgres: &tokio_postgres::Client) -> BTreeMap<i32, String> {
    let rows = postgres
        .query("SELECT id, name FROM lines", &[])
        .await
        .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_in_postgresql() {
    let Some(server) = PostgreSql::start() else {
        println!("skipped: no PostgreSQL is installed (Debian: `apt-get install postgresql`)");
        return;
    };
    let mut postgres = connect(server.socket()).await;
    all_types_are_those_of_the_server(&mut postgres).await;
    a_table_follows_the_server(&mut postgres).await;
    names_are_quoted(&mut postgres).await;
    fields_that_come_are_filled_and_other_changes_are_refused(&mut postgres).await;
    tables_of_others_are_refused(&mut postgres).await;
    a_second_process_is_refused(&mut postgres).await;
    killed_processes_leave_whole_pages(&mut postgres, server.socket()).await;
}

async fn all_types_are_those_of_the_server(postgres: &mut tokio_postgres::Client) {
    let world = World::version(19);
    let fields = json!({
        "id": {"type": "integer"},
        "write_date": {"type": "datetime", "store": true},
        "text": {"type": "char", "store": true},
        "whole": {"type": "integer", "store": true},
        "amount": {"type": "float", "store": true},
        "exact": {"type": "float", "store": true},
        "flag": {"type": "boolean", "store": true},
        "day": {"type": "date", "store": true},
        "at": {"type": "datetime", "store": true},
        "state": {"type": "selection", "store": true, "selection": [["a", "A"], ["b", "B"]]},
        "links": {"type": "many2many", "relation": "res.partner", "store": true}
    });
    world.fields_get("x.all", &fields);
    let partners = world.search("res.partner", json!([]));
    world.create("x.all", json!({
        "text": "Ü'\"\\,{}", "whole": -7, "amount": 0.1, "exact": 12.35, "flag": true, "day": "2026-11-30",
        "at": "2026-11-30 23:59:59", "state": "b", "links": [[6, 0, [partners[0], partners[1]]]]
    }));
    world.create("x.all", json!({"text": false}));
    let table = Table::named(&world.client(), "x.all", &[], json!([]))
        .await
        .unwrap();
    let table = table.decimal("exact", 12, 3).unwrap();
    PostgresReplica::new(table, "all types")
        .update(postgres)
        .await
        .unwrap();
    let select = "SELECT concat_ws('|', text, whole, amount, exact, flag, day, at AT TIME ZONE 'UTC', state, array_length(links, 1)) FROM \"all types\" ORDER BY id";
    let rows: Vec<String> = column(postgres, select).await;
    assert_eq!(
        rows[0],
        "Ü'\"\\,{}|-7|0.1|12.350|t|2026-11-30|2026-11-30 23:59:59|b|2"
    );
    let select = "SELECT num_nulls(text, day, at, state) FROM \"all types\" ORDER BY id";
    let nulls: Vec<i32> = column(postgres, select).await;
    assert_eq!(nulls, [0, 4]);
}

async fn a_table_follows_the_server(postgres: &mut tokio_postgres::Client) {
    for version in [14, 16, 19] {
        postgres
            .batch_execute("DROP TABLE IF EXISTS lines, _odoo_replicas")
            .await
            .unwrap();
        let world = World::version(version).model::<support::Line>();
        for number in 0..45 {
            world.create("x.line", json!({"name": format!("line {number}")}));
        }
        let replica = PostgresReplica::new(table(&world.client()).await, "lines");
        let first = replica.update(postgres).await.unwrap();
        assert_eq!((first.changed, first.deleted), (45, 0), "{version}");
        let again = replica.update(postgres).await.unwrap();
        // Unchanged rows are not written.
        assert_eq!((again.changed, again.deleted), (0, 0), "{version}");
        let ids = world.search("x.line", json!([]));
        world.write("x.line", ids[20], json!({"name": "changed"}));
        world.create("x.line", json!({"name": "new"}));
        for gone in [0, 1, 19, 44] {
            world.unlink("x.line", ids[gone]);
        }
        let later = replica.update(postgres).await.unwrap();
        assert_eq!((later.changed, later.deleted), (2, 4), "{version}");
        assert_eq!(in_table(postgres).await, on_server(&world), "{version}");
        for id in world.search("x.line", json!([])) {
            world.unlink("x.line", id);
        }
        assert_eq!(replica.update(postgres).await.unwrap().deleted, 42);
    }
}

async fn names_are_quoted(postgres: &mut tokio_postgres::Client) {
    let world = World::version(17);
    let partners = || async {
        Table::named(&world.client(), "res.partner", &["name"], json!([]))
            .await
            .unwrap()
    };
    let name = "a\"b; DROP TABLE lines --";
    postgres
        .batch_execute("CREATE SCHEMA \"Odoo \"\"19\"\"\"")
        .await
        .unwrap();
    let replica = PostgresReplica::new(partners().await, name).schema("Odoo \"19\"");
    let changed = replica.update(postgres).await.unwrap().changed;
    assert_eq!(replica.update(postgres).await.unwrap().changed, 0);
    let select = "SELECT count(*) FROM \"Odoo \"\"19\"\"\".\"a\"\"b; DROP TABLE lines --\"";
    let counted: Vec<i64> = column(postgres, select).await;
    assert_eq!(counted[0].unsigned_abs(), changed);
    let long = PostgresReplica::new(partners().await, "x".repeat(64))
        .update(postgres)
        .await;
    let long = long.unwrap_err().to_string();
    assert!(
        long.contains("expected 1 to 63 bytes without NUL, found 64 bytes"),
        "{long}"
    );
    let missing = PostgresReplica::new(partners().await, "x")
        .schema("nowhere")
        .update(postgres)
        .await;
    let missing = missing.unwrap_err().to_string();
    assert!(
        missing.contains("cannot create the PostgreSQL table \"nowhere\".\"x\": ")
            && missing.contains("does not exist"),
        "{missing}"
    );
}

async fn fields_that_come_are_filled_and_other_changes_are_refused(
    postgres: &mut tokio_postgres::Client,
) {
    let world = World::version(18);
    let odoo = world.client();
    let update = async |fields: &[&str], postgres: &mut tokio_postgres::Client| {
        let table = Table::named(&odoo, "res.country", fields, json!([]))
            .await
            .unwrap();
        PostgresReplica::new(table, "countries")
            .update(postgres)
            .await
    };
    update(&["name"], postgres).await.unwrap();
    // What a user adds stays.
    postgres
        .batch_execute(
            "ALTER TABLE countries ADD COLUMN note text; UPDATE countries SET note = 'mine'",
        )
        .await
        .unwrap();
    let wider = update(&["name", "code", "phone_code"], postgres)
        .await
        .unwrap();
    let empty: Vec<i64> = column(
        postgres,
        "SELECT count(*) FROM countries WHERE code IS NULL OR note IS NULL",
    )
    .await;
    assert!(wider.changed > 200 && empty == [0], "{wider:?}");
    let gone = update(&["name", "phone_code"], postgres)
        .await
        .unwrap_err()
        .to_string();
    assert!(gone.starts_with("field `code` of `res.country` is no longer read, but the PostgreSQL table \"countries\" has it"), "{gone}");
    postgres
        .batch_execute("ALTER TABLE countries ALTER COLUMN phone_code TYPE text")
        .await
        .unwrap();
    let changed = update(&["name", "code", "phone_code"], postgres)
        .await
        .unwrap_err()
        .to_string();
    assert!(changed.starts_with("field `phone_code` of `res.country` changed its type: expected `integer`, found a column of type `text`"), "{changed}");
    postgres
        .batch_execute("ALTER TABLE countries DROP COLUMN phone_code")
        .await
        .unwrap();
    assert_eq!(
        update(&["name", "code", "phone_code"], postgres)
            .await
            .unwrap()
            .changed,
        wider.changed
    );
}

async fn tables_of_others_are_refused(postgres: &mut tokio_postgres::Client) {
    let world = World::version(17);
    let odoo = world.client();
    let update = async |model: &str, domain: Value, postgres: &mut tokio_postgres::Client| {
        let table = Table::named(&odoo, model, &["name"], domain).await.unwrap();
        PostgresReplica::new(table, "countries")
            .update(postgres)
            .await
            .unwrap_err()
            .to_string()
    };
    let model = update("res.partner", json!([]), postgres).await;
    assert!(
        model.contains("expected model `res.partner`, found `res.country`"),
        "{model}"
    );
    let domain = update("res.country", json!([["code", "=", "BE"]]), postgres).await;
    assert!(
        domain.contains("expected domain `[[\"code\",\"=\",\"BE\"]]`, found `[]`"),
        "{domain}"
    );
    postgres
        .batch_execute("DELETE FROM _odoo_replicas WHERE name = 'countries'")
        .await
        .unwrap();
    let foreign = update("res.country", json!([]), postgres).await;
    assert!(
        foreign.contains("\"countries\" exists, and is not a replica of `res.country`"),
        "{foreign}"
    );
    let table = Table::named(&odoo, "res.country", &["name"], json!([]))
        .await
        .unwrap()
        .limit(3);
    let limit = PostgresReplica::new(table, "some")
        .update(postgres)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        limit.contains("a replica of `res.country` cannot have a limit"),
        "{limit}"
    );
}

/// The trigger moves the cursor as another process would, between the rows of a page and its cursor.
async fn a_second_process_is_refused(postgres: &mut tokio_postgres::Client) {
    let world = world();
    postgres
        .batch_execute("DROP TABLE IF EXISTS lines, _odoo_replicas")
        .await
        .unwrap();
    let replica = PostgresReplica::new(table(&world.client()).await, "lines");
    replica.update(postgres).await.unwrap();
    let trigger = "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        UPDATE _odoo_replicas SET cursor = cursor || ' '; RETURN NULL; END $$; \
        CREATE TRIGGER other AFTER INSERT ON lines EXECUTE FUNCTION other()";
    postgres.batch_execute(trigger).await.unwrap();
    let before = in_table(postgres).await;
    let id = world.create("x.line", json!({"name": "new"}));
    let error = replica.update(postgres).await.unwrap_err().to_string();
    assert!(
        error.starts_with("another process updates the PostgreSQL table \"lines\" of `x.line`"),
        "{error}"
    );
    // The rows of the page are rolled back with the cursor.
    assert_eq!(in_table(postgres).await, before, "{id}");
    postgres
        .batch_execute("DROP TRIGGER other ON lines")
        .await
        .unwrap();
    replica.update(postgres).await.unwrap();
    assert_eq!(in_table(postgres).await, on_server(&world));
}

async fn killed_processes_leave_whole_pages(postgres: &mut tokio_postgres::Client, socket: &Path) {
    let clear = "DROP TABLE IF EXISTS lines, _odoo_replicas";
    let world = world();
    let server = Server::start(&world).await.unwrap();
    let url = server.url().clone();
    postgres.batch_execute(clear).await.unwrap();
    let whole = complete("postgres", &url, socket);
    let (mut random, mut killed, mut partly) = (Random(19), 0, 0);
    // A child begins to write after about half of its time.
    let mut after = || whole / 2 + random.time(whole / 2);
    for round in 0..KILLS {
        if round % 2 == 0 {
            postgres.batch_execute(clear).await.unwrap();
            killed += usize::from(kill("postgres", &url, socket, after()));
            let tables: Vec<i64> = column(
                postgres,
                "SELECT count(*) FROM pg_tables WHERE tablename = 'lines'",
            )
            .await;
            if tables == [1] {
                let rows = in_table(postgres).await.len();
                assert!(rows % 20 == 0 && rows <= LINES, "{round}: {rows}");
                partly += usize::from(rows > 0 && rows < LINES);
            }
        } else {
            let changing = Changing::begin(&world, round as u64);
            killed += usize::from(kill("postgres", &url, socket, after()));
            drop(changing);
        }
        // The server ends the session of the killed process a moment later.
        let replica = PostgresReplica::new(table(&world.client()).await, "lines");
        replica.update(postgres).await.unwrap();
        assert_eq!(in_table(postgres).await, on_server(&world), "{round}");
    }
    println!(
        "{killed} of {KILLS} were running, {partly} left a part; a complete run takes {whole:?}"
    );
    assert!(killed > KILLS / 2 && partly > 0, "{killed} {partly}");
}
