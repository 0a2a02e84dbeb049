use std::{collections::BTreeSet, fs};

use arrow_array::{Array as _, cast::AsArray as _};
use odoo_mock::{Failure, When, World};
use odoo_orm::{Client, prelude::*};
use serde_json::json;

use super::*;
use crate::{
    Export, Exported, Table,
    export::beside,
    files::faults,
    parquet_file,
    testing::{Folder as Temporary, poll_once},
};

#[derive(OdooModel)]
#[odoo(model = "x.entry")]
#[expect(dead_code, reason = "its fields are columns")]
struct Entry {
    id: Id<Entry>,
    name: Option<String>,
    day: Option<NaiveDate>,
    at: Option<DateTime<Utc>>,
}

/// Entries of some months, in no order, and one without a date.
fn world(version: u16) -> World {
    let world = World::version(version).model::<Entry>();
    for (name, day, at) in [
        ("a", json!("2026-11-30"), json!("2026-11-30 23:59:59")),
        ("b", json!("2026-12-01"), json!("2026-12-01 00:00:00")),
        ("c", json!(false), json!(false)),
        ("d", json!("1969-12-31"), json!("1969-12-31 23:59:59")),
        ("e", json!("2026-11-01"), json!("2026-11-01 00:00:00")),
        ("f", json!("0001-01-01"), json!("2024-02-29 12:00:00")),
        ("g", json!("9999-12-31"), json!("2026-11-15 12:00:00")),
    ] {
        world.create("x.entry", json!({"name": name, "day": day, "at": at}));
    }
    world
}

/// An export with pages of two records, and a part for each page.
async fn export(odoo: &Client, path: &Path, partition: Partition) -> Result<Export, Error> {
    let table = Table::of::<Entry>(odoo, Domain::all()).await?;
    let export = Export::new(table.page_size(2), path).row_group(2);
    Ok(export.partition(partition))
}

async fn run(odoo: &Client, path: &Path, partition: Partition) -> Result<Exported, Error> {
    export(odoo, path, partition).await?.run().await
}

fn by_month(field: &str) -> Partition {
    Partition::Month(field.to_owned())
}

/// The names in each file.
fn names(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "parquet") {
                let mut names = String::new();
                for batch in parquet_file::read(&path, None).unwrap() {
                    let batch = batch.unwrap();
                    let column = batch.column(1).as_string::<i32>();
                    names.extend((0..column.len()).map(|row| column.value(row)));
                }
                let path = path.strip_prefix(folder).unwrap();
                found.insert(path.to_str().unwrap().to_owned(), names);
            }
        }
    }
    found
}

fn all_names(folder: &Path) -> String {
    let mut names: Vec<char> = names(folder)
        .values()
        .flat_map(|names| names.chars())
        .collect();
    names.sort_unstable();
    names.into_iter().collect()
}

fn expected(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let own = |(file, names): &(&str, &str)| ((*file).to_owned(), (*names).to_owned());
    files.iter().map(own).collect()
}

#[tokio::test]
async fn each_month_is_a_folder_and_rows_without_a_date_have_one_too() {
    for version in 14..=19 {
        let (folder, world) = (Temporary::new(), world(version));
        let path = folder.0.join("entries");
        let exported = run(&world.client(), &path, by_month("day")).await.unwrap();
        assert_eq!((exported.records, exported.files), (7, 6), "{version}");
        let by_day = expected(&[
            ("day_month=0001-01/data.parquet", "f"),
            ("day_month=1969-12/data.parquet", "d"),
            ("day_month=2026-11/data.parquet", "ae"),
            ("day_month=2026-12/data.parquet", "b"),
            ("day_month=9999-12/data.parquet", "g"),
            ("day_month=__HIVE_DEFAULT_PARTITION__/data.parquet", "c"),
        ]);
        assert_eq!(names(&path), by_day, "{version}");
        // The previous files are replaced, also those of other partitions.
        run(&world.client(), &path, by_month("at")).await.unwrap();
        let by_time = expected(&[
            ("at_month=1969-12/data.parquet", "d"),
            ("at_month=2024-02/data.parquet", "f"),
            ("at_month=2026-11/data.parquet", "aeg"),
            ("at_month=2026-12/data.parquet", "b"),
            ("at_month=__HIVE_DEFAULT_PARTITION__/data.parquet", "c"),
        ]);
        assert_eq!(names(&path), by_time, "{version}");
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "{version}");
    }
}

#[tokio::test]
async fn files_of_a_number_of_records_are_ranges_of_ids_with_the_exports_metadata() {
    let (folder, world) = (Temporary::new(), world(18));
    let path = folder.0.join("entries/");
    for (size, files) in [
        (3, vec!["abc", "def", "g"]),
        (7, vec!["abcdefg"]),
        (0, vec!["a", "b", "c", "d", "e", "f", "g"]),
    ] {
        let exported = run(&world.client(), &path, Partition::Records(size))
            .await
            .unwrap();
        assert_eq!(exported.files, files.len() as u64);
        let found: Vec<String> = names(&path).into_values().collect();
        assert_eq!(found, files);
        let first = fs::File::open(path.join("000001.parquet")).unwrap();
        let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(first);
        let reader = reader.unwrap();
        let pairs = reader
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .unwrap();
        let of = |key: &str| pairs.iter().find(|pair| pair.key == key)?.value.clone();
        assert_eq!(of("odoo.model").as_deref(), Some("x.entry"));
        assert_eq!(of("odoo.groups"), None);
        let cursor: Cursor = of("odoo.cursor").unwrap().parse().unwrap();
        assert_eq!(Some(cursor), exported.cursor);
        let manifest = Manifest::read(&path).unwrap().unwrap();
        assert_eq!((manifest.records, manifest.bytes), (7, exported.bytes));
    }
}

#[tokio::test]
async fn more_partitions_than_open_files_are_written() {
    let world = World::version(17).model::<Entry>();
    for number in 0..2 * AT_ONCE + 3 {
        let day = format!("{:04}-01-01", 1900 + number);
        world.create("x.entry", json!({"name": "a", "day": day}));
    }
    let folder = Temporary::new();
    let exported = run(&world.client(), &folder.0, by_month("day"))
        .await
        .unwrap();
    assert_eq!(exported.files, 2 * AT_ONCE as u64 + 3);
    assert_eq!(all_names(&folder.0).len(), 2 * AT_ONCE + 3);
}

#[tokio::test]
async fn an_export_without_records_has_one_file_with_columns() {
    let world = World::version(17).model::<Entry>();
    for (partition, file) in [
        (Partition::Records(5), "000001.parquet"),
        (
            by_month("at"),
            "at_month=__HIVE_DEFAULT_PARTITION__/data.parquet",
        ),
    ] {
        let folder = Temporary::new();
        let exported = run(&world.client(), &folder.0, partition).await.unwrap();
        assert_eq!((exported.records, exported.files), (0, 1));
        assert_eq!(names(&folder.0), expected(&[(file, "")]));
    }
}

#[tokio::test]
async fn a_record_that_moves_to_another_month_during_the_export_is_there_once() {
    let world = world(19);
    let odoo = world.client();
    for number in 5..20 {
        let folder = Temporary::new();
        let path = folder.0.join("entries");
        let failing = world.fail(When::nth(number), Failure::CutBefore);
        let ended = run(&odoo, &path, by_month("day")).await;
        if failing.hits() == 0 {
            break;
        }
        ended.unwrap_err();
        drop(failing);
        for id in world.search("x.entry", json!([])) {
            let day = format!(
                "2027-{:02}-01",
                1 + (number + usize::try_from(id).unwrap()) % 12
            );
            world.write("x.entry", id, json!({"day": day}));
        }
        run(&odoo, &path, by_month("day")).await.unwrap();
        assert_eq!(all_names(&path), "abcdefg", "{number}");
    }
}

/// Wherever a process ends, the folder is the old one, complete, or not there.
#[tokio::test]
async fn a_run_that_ends_at_any_step_leaves_nothing_that_looks_whole() {
    let world = world(19);
    let odoo = world.client();
    let mut seen = BTreeSet::new();
    for steps in 0.. {
        let folder = Temporary::new();
        let path = folder.0.join("entries");
        run(&odoo, &path, Partition::Records(100)).await.unwrap();
        faults::after(steps);
        let ended = run(&odoo, &path, by_month("day")).await;
        faults::after(usize::MAX);
        let is_there = path.exists();
        if is_there {
            assert_eq!(all_names(&path), "abcdefg", "{steps}");
        }
        seen.insert((is_there, path.join(MANIFEST).exists()));
        if ended.is_ok() {
            break;
        }
        let exported = run(&odoo, &path, by_month("day")).await.unwrap();
        assert_eq!((exported.records, exported.files), (7, 6), "{steps}");
        assert_eq!(all_names(&path), "abcdefg", "{steps}");
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "{steps}");
    }
    // The previous export, and the moment between two renames.
    let moments = BTreeSet::from([(true, true), (false, false)]);
    assert_eq!(seen, moments);
}

#[tokio::test]
async fn finished_parts_are_not_read_again() {
    let world = world(16);
    let odoo = world.client();
    let mut resumed = BTreeSet::new();
    for number in 1.. {
        let folder = Temporary::new();
        let path = folder.0.join("entries");
        let failing = world.fail(When::nth(number), Failure::CutBefore);
        let ended = run(&odoo, &path, by_month("at")).await;
        if failing.hits() == 0 {
            break;
        }
        ended.unwrap_err();
        drop(failing);
        if State::path(&beside(&path)).exists() {
            let other = run(&odoo, &path, Partition::Records(2)).await.unwrap_err();
            let other = other.to_string();
            assert!(other.contains("expected partition `Records(2)`"), "{other}");
        }
        let exported = run(&odoo, &path, by_month("at")).await.unwrap();
        assert_eq!(all_names(&path), "abcdefg");
        resumed.insert(exported.resumed);
    }
    assert_eq!(resumed, BTreeSet::from([0, 2, 4, 6]));
}

#[tokio::test]
async fn a_run_that_is_dropped_is_continued() {
    let world = world(18);
    let odoo = world.client();
    for polls in 0..40 {
        let folder = Temporary::new();
        let path = folder.0.join("entries");
        let mut work = Box::pin(run(&odoo, &path, Partition::Records(2)));
        let mut is_done = false;
        for _ in 0..polls {
            is_done = is_done || poll_once(&mut work).await;
        }
        drop(work);
        assert_eq!(is_done, path.exists(), "{polls}");
        run(&odoo, &path, Partition::Records(2)).await.unwrap();
        assert_eq!(all_names(&path), "abcdefg", "{polls}");
    }
}

#[tokio::test]
async fn columns_without_months_are_refused_with_model_and_field() {
    let (folder, world) = (Temporary::new(), world(17));
    let odoo = world.client();
    for (field, found) in [
        ("name", "found a column of type `Utf8`"),
        ("gone", "found no such column"),
    ] {
        let error = run(&odoo, &folder.0, by_month(field)).await.unwrap_err();
        let error = error.to_string();
        let begin = format!("`x.entry` cannot be partitioned by the month of `{field}`: ");
        assert!(
            error.starts_with(&begin) && error.ends_with(found),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_folder_with_other_files_is_kept() {
    let (folder, world) = (Temporary::new(), world(17));
    let path = folder.0.join("mine");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("thesis.txt"), "text").unwrap();
    let odoo = world.client();
    let refused = run(&odoo, &path, by_month("at")).await.unwrap_err();
    let refused = refused.to_string();
    assert!(
        refused.starts_with("cannot replace the folder "),
        "{refused}"
    );
    fs::write(path.join(MANIFEST), "{}").unwrap();
    let invalid = run(&odoo, &path, by_month("at")).await.unwrap_err();
    assert!(
        invalid
            .to_string()
            .starts_with("invalid `_export.json` in ")
    );
    assert_eq!(fs::read_to_string(path.join("thesis.txt")).unwrap(), "text");
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_the_folder_stays() {
    let (folder, world) = (Temporary::new(), world(17));
    let (real, link) = (folder.0.join("real"), folder.0.join("link"));
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink("real", &link).unwrap();
    for _ in 0..2 {
        run(&world.client(), &link, by_month("at")).await.unwrap();
        assert!(link.is_symlink());
        assert_eq!(all_names(&real), "abcdefg");
    }
}
