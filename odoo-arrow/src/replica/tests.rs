use std::{fs, future::poll_fn, path::Path};

use odoo_mock::{Failure, When, World};
use odoo_orm::{Client, prelude::*};
use serde_json::json;

use super::*;
use crate::{
    files::faults,
    testing::{Folder, Line, all, pairs, poll_once, world},
};

/// A replica with pages and files of two rows.
async fn replica(odoo: &Client, folder: &Path) -> Result<Replica, Error> {
    let table = Table::of::<Line>(odoo, Domain::all()).await?;
    Ok(Replica::new(table.page_size(2), folder).rows(2))
}

async fn update(odoo: &Client, folder: &Path) -> Result<Updated, Error> {
    replica(odoo, folder).await?.update().await
}

fn present(replica: &Replica) -> Vec<(i32, String)> {
    let batches = replica.read().unwrap();
    let mut rows: Vec<_> = batches.flat_map(|batch| pairs(&batch.unwrap())).collect();
    rows.sort();
    rows
}

/// Creates, changes and deletes a line, and archives nothing.
fn change(world: &World, round: usize) {
    let ids = world.search("x.line", json!([]));
    world.write(
        "x.line",
        ids[round % ids.len()],
        json!({"name": format!("changed {round}")}),
    );
    world.unlink("x.line", ids[(round + 1) % ids.len()]);
    world.create("x.line", json!({"name": format!("new {round}")}));
}

#[tokio::test]
async fn a_replica_follows_the_server_and_is_compacted() {
    for version in 14..=19 {
        let (folder, world) = (Folder::new(), world(version, 5));
        let replica = replica(&world.client(), &folder.0).await.unwrap();
        let first = replica.update().await.unwrap();
        assert_eq!((first.changed, first.deleted), (5, 0));
        for round in 0..3 {
            change(&world, round);
            assert_eq!(replica.update().await.unwrap().deleted, 1);
            assert_eq!(present(&replica), all(&world), "{version}");
        }
        replica.compact().unwrap();
        assert_eq!(present(&replica), all(&world), "{version}");
        let files = fs::read_dir(&folder.0).unwrap().count();
        assert_eq!(files, 2, "the state and one file");
        change(&world, 9);
        replica.update().await.unwrap();
        assert_eq!(present(&replica), all(&world), "{version}");
    }
}

#[tokio::test]
async fn a_replica_that_is_killed_at_any_step_of_a_file_ends_with_the_servers_records() {
    let world = world(18, 5);
    let odoo = world.client();
    let mut steps = 0;
    loop {
        let folder = Folder::new();
        update(&odoo, &folder.0).await.unwrap();
        change(&world, steps);
        faults::after(steps);
        let ended = async {
            update(&odoo, &folder.0).await?;
            replica(&odoo, &folder.0).await?.compact()
        };
        let ended = ended.await;
        faults::after(usize::MAX);
        let replica = replica(&odoo, &folder.0).await.unwrap();
        // What is there can be read at any time.
        assert!(present(&replica).len() >= 4, "{steps}");
        change(&world, steps + 1);
        replica.update().await.unwrap();
        assert_eq!(present(&replica), all(&world), "{steps}");
        if ended.is_ok() {
            break;
        }
        steps += 1;
    }
    assert!(steps > 30, "{steps}");
}

#[tokio::test]
async fn a_replica_whose_requests_fail_or_whose_run_is_dropped_ends_with_the_servers_records() {
    // Some numbers below 50, with which runs end in the first update, and in later ones.
    let (folder, world) = (Folder::new(), world(16, 9));
    let odoo = world.client();
    let mut seed: usize = 7;
    for round in 0..50 {
        seed = seed * 1_103_515_245 % 2_147_483_647;
        if round % 2 == 0 {
            let failing = world.fail(When::nth(1 + seed % 12), Failure::CutBefore);
            let _ = update(&odoo, &folder.0).await;
            drop(failing);
        } else {
            let mut run = Box::pin(update(&odoo, &folder.0));
            for _ in 0..seed % 24 {
                if poll_once(&mut run).await {
                    break;
                }
            }
        }
        change(&world, round);
    }
    let replica = replica(&odoo, &folder.0).await.unwrap();
    replica.update().await.unwrap();
    assert_eq!(present(&replica), all(&world));
}

#[tokio::test]
async fn the_cursor_of_another_model_is_refused() {
    let (folder, world) = (Folder::new(), world(17, 2));
    let odoo = world.client();
    update(&odoo, &folder.0).await.unwrap();
    let other = Table::named(&odoo, "res.partner", &["name"], json!([]))
        .await
        .unwrap();
    let error = Replica::new(other, &folder.0).update().await.unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("expected model `res.partner`, found `x.line`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_limit_is_refused_because_it_would_hide_changes() {
    let (folder, world) = (Folder::new(), world(17, 2));
    let table = Table::of::<Line>(&world.client(), Domain::all()).await;
    let replica = Replica::new(table.unwrap().limit(1), &folder.0);
    let error = replica.update().await.unwrap_err().to_string();
    assert!(
        error.contains("a replica of `x.line` cannot have a limit"),
        "{error}"
    );
}

/// A field that the server no longer has, or that has another type.
#[tokio::test]
async fn a_field_that_changes_between_two_runs_is_named() {
    let (folder, world) = (Folder::new(), world(17, 2));
    let odoo = world.client();
    update(&odoo, &folder.0).await.unwrap();
    let fewer = Table::named(&odoo, "x.line", &["name"], json!([])).await;
    let error = Replica::new(fewer.unwrap(), &folder.0).update().await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("files of `x.line`")
            && error.contains("expected column `none`, found `number: Int32`"),
        "{error}"
    );
    let mut fields = vec![];
    for name in ["number", "name"] {
        fields.push(name);
        let other = Table::named(&odoo, "x.line", &fields, json!([])).await;
        let error = Replica::new(other.unwrap(), &folder.0).update().await;
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("expected column `number: Int32`, found `name: Utf8`"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_record_that_is_deleted_during_an_update_is_removed() {
    for version in [14, 19] {
        for polls in 0..30 {
            let (folder, world) = (Folder::new(), world(version, 9));
            let odoo = world.client();
            let deleting = world.clone();
            let mut run = Box::pin(update(&odoo, &folder.0));
            let mut polled = 0;
            let first = poll_fn(|task| {
                if polled == polls {
                    deleting.unlink("x.line", deleting.search("x.line", json!([]))[3]);
                }
                polled += 1;
                let ended = run.as_mut().poll(task);
                if ended.is_pending() {
                    task.waker().wake_by_ref();
                }
                ended
            });
            first.await.unwrap();
            let replica = replica(&odoo, &folder.0).await.unwrap();
            replica.update().await.unwrap();
            assert_eq!(present(&replica), all(&world), "{version}: {polls}");
        }
    }
}

#[tokio::test]
async fn a_folder_without_a_replica_is_an_error() {
    let (folder, world) = (Folder::new(), world(17, 2));
    let replica = replica(&world.client(), &folder.0).await.unwrap();
    let error = replica.read().unwrap_err().to_string();
    assert!(error.starts_with("no replica in "), "{error}");
}
