use std::{env, fs};

use odoo_mock::{Failure, Server, When, World};
use odoo_orm::{Fault, prelude::*};

use crate::{
    helpers::{client, killed_after},
    outbox::{Outbox, Partner, work},
};

fn outbox(name: &str) -> (Outbox, std::path::PathBuf) {
    let path = env::temp_dir().join(format!("odoo-outbox-test-{}-{name}", std::process::id()));
    drop(fs::remove_file(&path));
    (Outbox::at(&path), path)
}

#[tokio::test]
async fn whatever_the_moment_of_death_each_job_is_done_once() {
    let world = World::new();
    let server = Server::start(&world).await.unwrap();
    let mut deaths = 0;
    for point in 1..=50 {
        let (outbox, path) = outbox(&point.to_string());
        let name = format!("Killed at {point}");
        for job in 1..=3 {
            outbox.add(&format!("{point}x{job}"), &name).unwrap();
        }
        let odoo = client(&server, &world);
        deaths += usize::from(killed_after(point, work(&odoo, &outbox)).await.is_none());
        // It starts again.
        let odoo = client(&server, &world);
        work(&odoo, &outbox).await.unwrap();
        assert!(outbox.pending().unwrap().is_empty());
        // It was killed before it marked the last job.
        let events = fs::read_to_string(&path).unwrap();
        let before = events.trim_end().rsplit_once('\n').unwrap().0;
        fs::write(&path, format!("{before}\n")).unwrap();
        assert_eq!(outbox.pending().unwrap().len(), 1);
        work(&odoo, &outbox).await.unwrap();
        let there = Partner::search_count(&odoo, Partner::NAME.eq(&name)).await;
        assert_eq!(there.unwrap(), 3, "{point}");
        fs::remove_file(path).unwrap();
    }
    assert!(deaths >= 25, "{deaths}");
}

#[tokio::test]
async fn a_lost_answer_is_asked_again_and_a_refusal_is_not() {
    let world = World::new();
    let odoo = world.client();
    let (outbox, path) = outbox("lost");
    outbox.add("1", "Lost").unwrap();
    let failing = world.fail(When::next().of("res.partner.load"), Failure::CutAfterCommit);
    work(&odoo, &outbox).await.unwrap_err();
    assert_eq!((failing.hits(), outbox.pending().unwrap().len()), (1, 1));
    work(&odoo, &outbox).await.unwrap();
    let there = Partner::search_count(&odoo, Partner::NAME.eq("Lost")).await;
    assert_eq!((there.unwrap(), outbox.pending().unwrap().len()), (1, 0));

    outbox.add("2", "Refused").unwrap();
    let fault = Failure::Fault(Fault::new("odoo.exceptions.UserError", "No."));
    let _failing = world.fail(When::always(), fault);
    work(&odoo, &outbox).await.unwrap();
    assert!(outbox.pending().unwrap().is_empty());
    fs::remove_file(path).unwrap();
}
