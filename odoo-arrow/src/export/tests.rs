use std::{
    fs,
    sync::{Arc, Mutex},
};

use odoo_mock::{Failure, When};
use odoo_orm::{Client, prelude::*};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::json;

use super::*;
use crate::{
    files::faults,
    testing::{Folder, Line, all, poll_once, rows, world},
};

/// An export of three pages, each a row group.
async fn export(odoo: &Client, file: &Path) -> Result<Export, Error> {
    let table = Table::of::<Line>(odoo, Domain::all()).await?;
    Ok(Export::new(table.page_size(2), file).row_group(2))
}

async fn run(odoo: &Client, file: &Path) -> Result<Exported, Error> {
    export(odoo, file).await?.run().await
}

#[tokio::test]
async fn a_file_has_all_records_in_row_groups_with_metadata_and_statistics() {
    for version in 14..=19 {
        let (folder, world) = (Folder::new(), world(version, 5));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let pages = Arc::clone(&seen);
        let exported = export(&world.client(), &folder.file()).await.unwrap();
        let exported = exported
            .metadata("odoo.url", "https://erp.example.com")
            .on_progress(move |progress| pages.lock().unwrap().push(progress.records))
            .run()
            .await
            .unwrap();
        assert_eq!((exported.records, exported.resumed), (5, 0));
        assert_eq!(*seen.lock().unwrap(), [2, 4, 5]);
        assert_eq!(rows(&folder.file()), all(&world), "{version}");
        assert!(!beside(&folder.file()).exists());
        let file = fs::File::open(folder.file()).unwrap();
        assert_eq!(file.metadata().unwrap().len(), exported.bytes);
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let metadata = reader.metadata();
        assert_eq!(metadata.num_row_groups(), 3);
        let statistics = metadata.row_group(1).column(0).statistics().unwrap();
        assert!(statistics.min_bytes_opt().is_some() && statistics.null_count_opt() == Some(0));
        let pairs = metadata.file_metadata().key_value_metadata().unwrap();
        let of = |key: &str| pairs.iter().find(|pair| pair.key == key)?.value.clone();
        assert_eq!(of("odoo.model").as_deref(), Some("x.line"));
        assert_eq!(of("odoo.url").as_deref(), Some("https://erp.example.com"));
        assert_eq!(of("odoo.domain").as_deref(), Some("[]"));
        assert!(
            of("odoo.version")
                .unwrap()
                .starts_with(&version.to_string())
        );
        let cursor: Cursor = of("odoo.cursor").unwrap().parse().unwrap();
        assert_eq!(Some(cursor), exported.cursor);
    }
}

#[tokio::test]
async fn an_export_without_records_is_a_file_with_columns() {
    let (folder, world) = (Folder::new(), world(17, 0));
    run(&world.client(), &folder.file()).await.unwrap();
    let file = fs::File::open(folder.file()).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    assert_eq!(reader.schema().fields().len(), 3);
    assert!(rows(&folder.file()).is_empty());
}

/// Wherever a process ends, the file is the old one or complete.
///
/// The next run ends with the server's records.
#[tokio::test]
async fn a_run_that_ends_at_any_step_of_a_file_leaves_nothing_that_looks_whole() {
    let world = world(19, 5);
    let mut steps = 0;
    loop {
        let folder = Folder::new();
        fs::write(folder.file(), "old").unwrap();
        faults::after(steps);
        let ended = run(&world.client(), &folder.file()).await;
        faults::after(usize::MAX);
        let is_old = fs::read(folder.file()).unwrap() == b"old";
        assert!(is_old || rows(&folder.file()) == all(&world), "{steps}");
        if ended.is_ok() {
            break;
        }
        run(&world.client(), &folder.file()).await.unwrap();
        assert_eq!(rows(&folder.file()), all(&world), "{steps}");
        assert!(!beside(&folder.file()).exists());
        steps += 1;
    }
    assert!(steps > 20, "{steps}");
}

#[tokio::test]
async fn a_run_goes_on_behind_the_last_row_group_after_any_request_failed() {
    let mut resumed = Vec::new();
    for number in 1.. {
        let (folder, world) = (Folder::new(), world(16, 5));
        let odoo = world.client();
        let failing = world.fail(When::nth(number), Failure::CutBefore);
        let ended = run(&odoo, &folder.file()).await;
        if failing.hits() == 0 {
            break;
        }
        assert!(ended.is_err() && !folder.file().exists());
        // What is created meanwhile has a larger id.
        world.create("x.line", json!({"name": "late"}));
        resumed.push(run(&odoo, &folder.file()).await.unwrap().resumed);
        assert_eq!(rows(&folder.file()), all(&world), "{number}");
    }
    assert!(resumed.contains(&2) && resumed.contains(&4), "{resumed:?}");
}

#[tokio::test]
async fn a_run_that_is_dropped_leaves_nothing_that_looks_whole() {
    let world = world(18, 5);
    let odoo = world.client();
    for polls in 0..40 {
        let folder = Folder::new();
        let file = folder.file();
        let mut work = Box::pin(run(&odoo, &file));
        let mut is_done = false;
        for _ in 0..polls {
            is_done = is_done || poll_once(&mut work).await;
        }
        drop(work);
        assert_eq!(is_done, folder.file().exists(), "{polls}");
        run(&odoo, &folder.file()).await.unwrap();
        assert_eq!(rows(&folder.file()), all(&world), "{polls}");
    }
}

#[tokio::test]
async fn another_export_does_not_go_on_with_what_is_there() {
    let (folder, world) = (Folder::new(), world(17, 5));
    let odoo = world.client();
    let rest = world.fail(When::nth(6), Failure::CutBefore);
    run(&odoo, &folder.file()).await.unwrap_err();
    assert_eq!(rest.hits(), 1);
    let other = Table::named(&odoo, "res.partner", &["name"], json!([]))
        .await
        .unwrap();
    let error = Export::new(other, folder.file())
        .run()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("expected model `res.partner`, found `x.line`"),
        "{error}"
    );
    // A field that is gone, or has another type.
    let fewer = Table::named(&odoo, "x.line", &["name"], json!([]))
        .await
        .unwrap();
    let error = Export::new(fewer, folder.file())
        .run()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("expected column `none`, found `number: Int32`"),
        "{error}"
    );
    assert!(error.contains("delete the folder"), "{error}");
    fs::write(beside(&folder.file()).join("state.json"), "{").unwrap();
    let error = run(&odoo, &folder.file()).await.unwrap_err().to_string();
    assert!(error.starts_with("invalid `state.json`"), "{error}");
}

/// After any number of bytes, the error names the file, and the next run continues.
#[tokio::test]
async fn a_full_disk_is_an_error_that_names_the_file() {
    let world = world(17, 5);
    let odoo = world.client();
    let mut failures = 0;
    for room in (0..).step_by(61) {
        let folder = Folder::new();
        faults::room(room);
        let ended = run(&odoo, &folder.file()).await;
        faults::room(usize::MAX);
        let Err(error) = ended else { break };
        let error = error.to_string();
        assert!(
            error.contains(".parquet") && error.contains("no storage space"),
            "{error}"
        );
        assert!(!folder.file().exists(), "{room}");
        run(&odoo, &folder.file()).await.unwrap();
        assert_eq!(rows(&folder.file()), all(&world), "{room}");
        failures += 1;
    }
    assert!(failures > 50, "{failures}");
}

#[tokio::test]
async fn a_limit_holds_over_all_runs() {
    let (folder, world) = (Folder::new(), world(17, 9));
    let odoo = world.client();
    let limited = |records| {
        let table = Table::of::<Line>(&odoo, Domain::all());
        let file = folder.file();
        async move {
            let table = table.await?.page_size(2).limit(records);
            Export::new(table, file).row_group(2).run().await
        }
    };
    let failing = world.fail(When::nth(5), Failure::CutBefore);
    limited(5).await.unwrap_err();
    assert_eq!(failing.hits(), 1);
    drop(failing);
    let error = limited(6).await.unwrap_err().to_string();
    assert!(error.contains("expected limit `6`, found `5`"), "{error}");
    let exported = limited(5).await.unwrap();
    assert!(exported.resumed > 0, "{exported:?}");
    assert_eq!(exported.records, 5);
    assert_eq!(rows(&folder.file()), all(&world)[..5]);
}

#[cfg(unix)]
#[tokio::test]
async fn links_and_permissions_stay_and_a_folder_is_refused_before_a_request() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let (folder, world) = (Folder::new(), world(17, 3));
    let target = folder.0.join("target.parquet");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("target.parquet", folder.file()).unwrap();
    run(&world.client(), &folder.file()).await.unwrap();
    assert!(folder.file().is_symlink());
    assert_eq!(rows(&target), all(&world));
    let mode = fs::metadata(&target).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    let export = export(&world.client(), &folder.0).await.unwrap();
    world.forget_calls();
    let error = export.run().await.unwrap_err().to_string();
    assert!(error.starts_with("cannot create "), "{error}");
    assert!(world.calls().is_empty());
}

#[tokio::test]
async fn a_vanished_field_is_named() {
    let world = world(15, 1);
    let named = Table::named(&world.client(), "x.line", &["gone"], json!([])).await;
    let error = named.unwrap_err().to_string();
    assert!(error.contains("`x.line` has no field `gone`"), "{error}");
}
