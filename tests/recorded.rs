//! Replays recorded calls of real servers: at least 99.5 % of the in-memory Odoo's responses must be equal.

use std::{error::Error, path::Path};

use odoo_tests::differential;

type Tested = Result<(), Box<dyn Error>>;

#[tokio::test]
async fn odoo_16() -> Tested {
    replay("odoo-16.jsonl.xz").await
}

#[tokio::test]
async fn odoo_17() -> Tested {
    replay("odoo-17.jsonl.xz").await
}

#[tokio::test]
async fn odoo_18() -> Tested {
    replay("odoo-18.jsonl.xz").await
}

async fn replay(name: &str) -> Tested {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded");
    let (_, report) = differential::replay(&folder.join(name)).await?;
    let differences = report.differences().join("\n");
    if report.is_met() {
        Ok(())
    } else {
        Err(format!("{differences}\n{report}").into())
    }
}
