//! A result for each of many records: what is bad keeps nothing else out.

use std::sync::{Arc, Mutex};

use odoo_orm::{prelude::*, rpc::ErrorKind};

use super::{Env, behaviours};
use crate::{models::Partner, wrapped::counted};

behaviours! {
    a_bad_record_keeps_no_other_one_from_being_created,
    a_bad_record_keeps_no_other_one_from_being_upserted,
    a_bad_record_keeps_no_other_one_from_being_written,
    a_bad_record_keeps_no_other_one_from_being_created_once,
    without_bad_records_no_further_call_is_made,
    records_with_equal_values_are_written_in_one_call,
    a_report_of_writes_lists_the_places_of_each_batch,
    a_record_is_written_to_once,
    many_records_are_created_once_and_not_changed_again,
}

const BAD: [usize; 3] = [7, 40, 99];

/// A hundred partners, three of which link to a country that there is not.
fn hundred(env: &Env) -> Vec<Values<Partner>> {
    let values = |at: usize| {
        let partner = env.partner(&format!("{at:03}"));
        if BAD.contains(&at) {
            partner.set(Partner::COUNTRY_ID, Id::new(999_999))
        } else {
            partner
        }
    };
    (0..100).map(values).collect()
}

fn bad<T>(fates: &[Result<T, odoo_orm::Error>]) -> Vec<usize> {
    let bad = fates.iter().enumerate().filter(|(_, fate)| fate.is_err());
    bad.map(|(at, _)| at).collect()
}

async fn a_bad_record_keeps_no_other_one_from_being_created(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let create = Partner::create_many(&odoo, hundred(&env)).in_batches();
    let create = create.progress(move |known, all| tell.lock().unwrap().push((known, all)));
    let fates = create.batch_size(60).each().await.unwrap();
    assert_eq!(bad(&fates), BAD);
    let made = calls.take().len();
    assert!(made <= 40, "{made} calls");
    assert_eq!(*told.lock().unwrap(), [(60, 100), (100, 100)]);
    assert_eq!(env.names(Domain::all()).await.len(), 97);
    for (at, fate) in fates.iter().enumerate() {
        if let Ok(id) = fate {
            let read = Partner::read(&env.odoo, *id).one();
            if at % 33 == 0 {
                assert_eq!(read.await.unwrap().name, env.name(&format!("{at:03}")));
            }
        }
    }
    env.clean().await;
}

async fn a_bad_record_keeps_no_other_one_from_being_upserted(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let key = |at: usize| format!("odoo_orm_tests.{}_{at:03}", env.tag.replace(' ', "_"));
    let records = || {
        hundred(&env)
            .into_iter()
            .enumerate()
            .map(|(at, values)| (key(at), values))
    };
    let fates = Partner::upsert_many(&odoo, records()).each().await.unwrap();
    assert_eq!(bad(&fates), BAD);
    let made = calls.take();
    assert!(made.len() <= 40, "{made:?}");
    for at in BAD {
        let error = fates[at].as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert_eq!(error.fault().unwrap().external_id(), Some(&*key(at)));
        let tells_others = BAD
            .iter()
            .any(|other| *other != at && error.to_string().contains(&key(*other)));
        assert!(!tells_others, "{error}");
    }
    assert!(fates[0].as_ref().unwrap().is_created());
    // The good ones are in, and stay the same records.
    let again = Partner::upsert_many(&env.odoo, records())
        .each()
        .await
        .unwrap();
    assert_eq!(bad(&again), BAD);
    assert!(!again[0].as_ref().unwrap().is_created());
    assert_eq!(env.names(Domain::all()).await.len(), 97);
    // A batch that fails as a whole names the first of them as well.
    let error = Partner::upsert_many(&env.odoo, records())
        .await
        .unwrap_err()
        .into_error();
    assert_eq!(error.fault().unwrap().external_id(), Some(&*key(BAD[0])));
    env.clean().await;
}

/// A hundred partners that exist, except those that are deleted again.
async fn with_deleted(env: &Env) -> Vec<Id<Partner>> {
    let values = (0..100).map(|at| env.partner(&format!("{at:03}")));
    let ids = Partner::create_many(&env.odoo, values).await.unwrap();
    let deleted = BAD.map(|at| ids[at]);
    Partner::unlink(&env.odoo, deleted).await.unwrap();
    ids
}

async fn a_bad_record_keeps_no_other_one_from_being_written(env: Env) {
    let ids = with_deleted(&env).await;
    let (odoo, calls) = counted(&env.odoo);
    let changes = ids.iter().enumerate().map(|(at, id)| {
        let color = if at < 50 { 3 } else { 4 };
        (*id, Values::new().set(Partner::COLOR, color))
    });
    let fates = Partner::write_many(&odoo, changes).each().await.unwrap();
    assert_eq!(bad(&fates), BAD);
    let made = calls.take().len();
    assert!(made <= 40, "{made} calls");
    for at in BAD {
        let error = fates[at].as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Missing, "{error}");
    }
    for (color, count) in [(3, 48), (4, 49)] {
        assert_eq!(env.names(Partner::COLOR.eq(color)).await.len(), count);
    }
    env.clean().await;
}

async fn a_bad_record_keeps_no_other_one_from_being_created_once(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let key = |at: usize| format!("odoo_orm_tests.{}_{at:03}", env.tag.replace(' ', "_"));
    let records = || hundred(&env).into_iter().enumerate();
    let records = || records().map(|(at, values)| (key(at), values));
    let fates = Partner::get_or_create_many(&odoo, records())
        .each()
        .await
        .unwrap();
    assert_eq!(bad(&fates), BAD);
    let made = calls.take();
    assert!(made.len() <= 40, "{made:?}");
    for at in BAD {
        let error = fates[at].as_ref().unwrap_err();
        assert_eq!(error.fault().unwrap().external_id(), Some(&*key(at)));
    }
    assert!(fates.iter().flatten().all(|(_, is_new)| *is_new));
    assert_eq!(env.names(Domain::all()).await.len(), 97);
    env.clean().await;
}

async fn records_with_equal_values_are_written_in_one_call(env: Env) {
    let values = (0..7).map(|at| env.partner(&at.to_string()));
    let ids = Partner::create_many(&env.odoo, values).await.unwrap();
    let (odoo, calls) = counted(&env.odoo);
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let changes = || {
        let color = |at: usize| i64::try_from(at % 2).unwrap() + 5;
        let values = move |at| Values::new().set(Partner::COLOR, color(at));
        ids.iter()
            .enumerate()
            .map(move |(at, id)| (*id, values(at)))
    };
    let write = Partner::write_many(&odoo, changes());
    let write = write.progress(move |known, all| tell.lock().unwrap().push((known, all)));
    assert_eq!(write.await.unwrap().len(), 7);
    assert_eq!(calls.take(), ["res.partner.write"; 2]);
    assert_eq!(*told.lock().unwrap(), [(4, 7), (7, 7)]);
    assert_eq!(env.names(Partner::COLOR.eq(5)).await, ["0", "2", "4", "6"]);
    assert_eq!(env.names(Partner::COLOR.eq(6)).await, ["1", "3", "5"]);
    let write = Partner::write_many(&odoo, changes())
        .batch_size(2)
        .concurrency(2);
    assert_eq!(write.each().await.unwrap().len(), 7);
    assert_eq!(calls.take(), ["res.partner.write"; 4]);
    let none = Partner::write_many(&odoo, []).await.unwrap();
    assert!(none.is_empty() && calls.take().is_empty());
    env.clean().await;
}

async fn a_report_of_writes_lists_the_places_of_each_batch(env: Env) {
    let ids = with_deleted(&env).await;
    let changes = ids[5..9].iter().zip([1, 2, 1, 2]);
    let changes = changes.map(|(id, color)| (*id, Values::new().set(Partner::COLOR, color)));
    let incomplete = Partner::write_many(&env.odoo, changes).await.unwrap_err();
    let told = incomplete.batches().iter();
    let told: Vec<_> = told
        .map(|batch| (batch.records(), batch.outcome()))
        .collect();
    // The third one was deleted.
    let expected = [
        (&[0, 2][..], Outcome::NotDone),
        (&[1, 3][..], Outcome::NotDone),
    ];
    assert_eq!(told, expected);
    let changes = ids[5..9].iter().zip([1, 2, 2, 1]);
    let changes = changes.map(|(id, color)| (*id, Values::new().set(Partner::COLOR, color)));
    let incomplete = Partner::write_many(&env.odoo, changes).await.unwrap_err();
    let done: Vec<usize> = incomplete.done().map(|(place, ())| place).collect();
    assert_eq!(done, [0, 3]);
    env.clean().await;
}

async fn a_record_is_written_to_once(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let change = |id, color| (Id::new(id), Values::new().set(Partner::COLOR, color));
    let error = Partner::write_many(&odoo, [change(7, 1), change(8, 1), change(7, 2)]);
    let error = error.await.unwrap_err().into_error();
    assert_eq!(
        error.to_string(),
        "duplicate record 7 of `res.partner`: list each record once"
    );
    let latitude = Values::new().set(Partner::PARTNER_LATITUDE, f64::NAN);
    let error = Partner::write_many(&odoo, [(Id::new(7), latitude)]);
    let error = error.each().await.unwrap_err();
    assert!(error.to_string().starts_with("record 7: "), "{error}");
    assert!(calls.take().is_empty());
}

async fn many_records_are_created_once_and_not_changed_again(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let create = |names: &[&'static str], color: i64| {
        let values = |name: &&str| env.partner(name).set(Partner::COLOR, color);
        let key = |name: &&str| format!("odoo_orm_tests.{}_{name}", env.tag.replace(' ', "_"));
        let records: Vec<_> = names.iter().map(|name| (key(name), values(name))).collect();
        Partner::get_or_create_many(&odoo, records)
    };
    let first = create(&["b", "a"], 1).await.unwrap();
    let looked_up = "ir.model.data.search_read";
    let made = [looked_up, "res.partner.fields_get", "res.partner.load"];
    assert_eq!(calls.take(), made);
    let second = create(&["a", "c", "b"], 2).await.unwrap();
    let news: Vec<bool> = second.iter().map(|(_, is_new)| *is_new).collect();
    assert_eq!(news, [false, true, false]);
    assert_eq!((second[0].0, second[2].0), (first[1].0, first[0].0));
    assert_eq!(env.names(Partner::COLOR.eq(1)).await, ["a", "b"]);
    assert_eq!(env.names(Partner::COLOR.eq(2)).await, ["c"]);
    calls.take();
    // Nothing is written where all exist.
    create(&["a", "b", "c"], 3).each().await.unwrap();
    assert_eq!(calls.take(), [looked_up, "res.partner.search"]);
    let list = [Command::Create(env.partner("contact"))];
    let record = (
        "odoo_orm_tests.x",
        env.partner("x").set(Partner::CHILD_IDS, list),
    );
    let error = Partner::get_or_create_many(&odoo, [record])
        .each()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`child_ids`"), "{error}");
    assert!(calls.take().is_empty());
    env.clean().await;
}

async fn without_bad_records_no_further_call_is_made(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let values = (0..7).map(|at| env.partner(&at.to_string()));
    let create = Partner::create_many(&odoo, values).in_batches();
    let fates = create.batch_size(3).concurrency(2).each().await.unwrap();
    assert_eq!(fates.len(), 7);
    assert_eq!(bad(&fates), [0_usize; 0]);
    assert_eq!(calls.take(), ["res.partner.create"; 3]);
    let none = Partner::create_many(&odoo, [])
        .in_batches()
        .each()
        .await
        .unwrap();
    assert!(none.is_empty() && calls.take().is_empty());
    env.clean().await;
}
