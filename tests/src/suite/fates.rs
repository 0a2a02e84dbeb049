//! A result for each of many records: what is bad keeps nothing else out.

use std::sync::{Arc, Mutex};

use odoo_orm::{prelude::*, rpc::ErrorKind};

use super::{Env, behaviours};
use crate::{models::Partner, wrapped::counted};

behaviours! {
    a_bad_record_keeps_no_other_one_from_being_created,
    a_bad_record_keeps_no_other_one_from_being_upserted,
    without_bad_records_no_further_call_is_made,
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
