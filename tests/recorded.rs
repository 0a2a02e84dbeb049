//! Calls that real servers have answered, on the Odoo in memory: 99.5 % of them must be answered alike.

use std::path::Path;

use odoo_tests::differential;

#[tokio::test]
async fn odoo_16() {
    replay("odoo-16.jsonl.xz").await;
}

#[tokio::test]
async fn odoo_17() {
    replay("odoo-17.jsonl.xz").await;
}

#[tokio::test]
async fn odoo_18() {
    replay("odoo-18.jsonl.xz").await;
}

async fn replay(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded");
    let (_, report) = differential::replay(&folder.join(name)).await.unwrap();
    let differences = report.differences().join("\n");
    assert!(report.is_met(), "{differences}\n{report}");
}
