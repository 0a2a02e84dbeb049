//! The same behavior in memory on all versions, over HTTP, and on the real server that `ODOO_URL` and the like name.
#![allow(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test program, which says which tests had no server"
)]

use std::{collections::BTreeMap, env, fs, time::SystemTime};

use arrow_array::{
    Array as _, RecordBatch, StringArray,
    cast::AsArray as _,
    types::{Int16Type, Int32Type, TimestampMicrosecondType},
};
use odoo_arrow::{Export, Replica, Table};
use odoo_mock::{Server, World};
use odoo_orm::{Credentials, prelude::*};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    id: Id<Partner>,
    name: String,
    email: Option<String>,
    active: bool,
    color: i64,
    #[odoo(readonly)]
    create_date: DateTime<Utc>,
    parent_id: Option<Id<Partner>>,
    child_ids: One2many<Partner>,
    #[odoo(field = "type")]
    kind: Option<Kind>,
}

#[derive(Debug, Clone, PartialEq, Eq, Selection)]
enum Kind {
    Contact,
    Invoice,
    Delivery,
    #[odoo(other)]
    Other(String),
}

/// Partners, an archived one among them, and what was written of them.
async fn a_table_is_what_a_read_returns(odoo: Client) {
    let nanos = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_nanos();
    let tag = format!("arrow {nanos}");
    let archived_too = odoo.with_context(Context::new().active_test(false));
    let ours = || Partner::NAME.eq_like(format!("{tag}%"));
    let values = |number: i64| {
        let values = Values::new().set(Partner::NAME, format!("{tag} é\"\\ {number}"));
        let values = values
            .set(Partner::COLOR, number % 12)
            .set(Partner::ACTIVE, number != 3);
        if number % 2 == 0 {
            values.set(Partner::EMAIL, "a@example.com")
        } else {
            values
        }
    };
    let ids = Partner::create_many(&odoo, (0..7).map(values))
        .await
        .unwrap();
    Partner::write(&odoo, ids[1], Values::new().set(Partner::PARENT_ID, ids[0]))
        .await
        .unwrap();

    let table = Table::of::<Partner>(&odoo, ours()).await.unwrap();
    let table = table.page_size(2).concurrency(2);
    let folder = env::temp_dir().join(format!("odoo-arrow-live-{}-{nanos}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("partners.parquet");
    let exported = Export::new(table.clone(), &file)
        .row_group(4)
        .run()
        .await
        .unwrap();
    assert_eq!(exported.records, 7);
    let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(&file).unwrap()).unwrap();
    let batches: Vec<RecordBatch> = reader.build().unwrap().map(Result::unwrap).collect();
    check(
        &batches,
        &Partner::search_read(&archived_too, ours()).await.unwrap(),
    );

    // What is changed and deleted is so in the replica, too.
    let replica = Replica::new(table, folder.join("replica")).rows(3);
    replica.update().await.unwrap();
    Partner::write(&odoo, ids[4], Values::new().set(Partner::COLOR, 9))
        .await
        .unwrap();
    Partner::unlink(&odoo, [ids[6]]).await.unwrap();
    assert_eq!(replica.update().await.unwrap().deleted, 1);
    replica.compact().unwrap();
    let batches: Vec<RecordBatch> = replica.read().unwrap().map(Result::unwrap).collect();
    check(
        &batches,
        &Partner::search_read(&archived_too, ours()).await.unwrap(),
    );

    fs::remove_dir_all(folder).unwrap();
    Partner::unlink(&odoo, [ids[1]]).await.unwrap();
    let rest = Partner::search(&archived_too, ours()).await.unwrap();
    Partner::unlink(&odoo, rest).await.unwrap();
}

/// Compares columns with records.
fn check(batches: &[RecordBatch], records: &[Partner]) {
    let records: BTreeMap<i64, &Partner> = records
        .iter()
        .map(|record| (record.id.get(), record))
        .collect();
    let mut rows = 0;
    for batch in batches {
        let column = |name: &str| batch.column_by_name(name).unwrap();
        let integers = |name: &str| column(name).as_primitive::<Int32Type>();
        let texts = |name: &str| column(name).as_string::<i32>();
        let keys = column("type").as_dictionary::<Int16Type>();
        let keys = keys.downcast_dict::<StringArray>().unwrap();
        for row in 0..batch.num_rows() {
            let record = records[&i64::from(integers("id").value(row))];
            let email = texts("email");
            let email = email.is_valid(row).then(|| email.value(row).to_owned());
            let parent = integers("parent_id");
            let parent = parent.is_valid(row).then(|| i64::from(parent.value(row)));
            let children = column("child_ids").as_list::<i32>().value(row);
            let children: Vec<i64> = children
                .as_primitive::<Int32Type>()
                .values()
                .iter()
                .map(|id| (*id).into())
                .collect();
            let expected: Vec<i64> = record.child_ids.iter().map(|id| id.get()).collect();
            let times = column("create_date").as_primitive::<TimestampMicrosecondType>();
            assert_eq!(texts("name").value(row), record.name);
            assert_eq!(email, record.email);
            assert_eq!(column("active").as_boolean().value(row), record.active);
            assert_eq!(i64::from(integers("color").value(row)), record.color);
            assert_eq!(times.value(row), record.create_date.timestamp_micros());
            assert_eq!(parent, record.parent_id.map(Id::get));
            assert_eq!(children, expected);
            assert_eq!(keys.is_valid(row), record.kind.is_some());
            rows += 1;
        }
    }
    assert_eq!(rows, records.len());
}

#[tokio::test]
async fn in_memory() {
    for version in 14..=19 {
        a_table_is_what_a_read_returns(World::version(version).client()).await;
    }
}

#[tokio::test]
async fn over_http() {
    for version in [14, 17, 19] {
        let world = World::version(version);
        let server = Server::start(&world).await.unwrap();
        let login = Credentials::password("admin", "admin");
        let builder = Client::builder(server.url())
            .unwrap()
            .database(world.database());
        a_table_is_what_a_read_returns(builder.login(login).build().unwrap()).await;
    }
}

#[tokio::test]
async fn on_a_real_server() {
    let variable = |name: &str| env::var(name).ok();
    let Some(url) = variable("ODOO_URL") else {
        println!("ignored: ODOO_URL is not set");
        return;
    };
    let text = |name: &str| variable(name).unwrap_or_default();
    let login = Credentials::password(text("ODOO_LOGIN"), text("ODOO_PASSWORD"));
    let builder = Client::builder(&url).unwrap().allow_plain_http();
    let odoo = builder
        .database(text("ODOO_DB"))
        .login(login)
        .build()
        .unwrap();
    a_table_is_what_a_read_returns(odoo).await;
}
