//! The in-memory Odoo of `--mock`, with demo records.

use odoo_mock::World;
use odoo_rpc::Client;
use serde_json::{Value, json};

/// The supported versions.
pub(crate) const VERSIONS: std::ops::RangeInclusive<u16> = 14..=19;

/// Returns a client of a fresh in-memory Odoo with demo records.
///
/// The records are lost when the program ends.
pub(crate) fn client(version: u16) -> Client {
    let world = World::version(version);
    world.load(&records());
    world.report("sale.report_saleorder", |call| {
        Ok(format!("%PDF-1.4\n% orders {:?}\n", call.ids()).into_bytes())
    });
    world.client()
}

fn records() -> Value {
    let mut rows = vec![
        json!(["res.partner.category", "demo.tag_vip", {"name": "VIP"}]),
        json!(["res.partner.category", "demo.tag_supplier", {"name": "Supplier"}]),
    ];
    let companies = [
        ("acme", "Acme", "info@acme.example", "base.be", "Brussels"),
        (
            "bolts",
            "Bolts & Co",
            "hello@bolts.example",
            "base.nl",
            "Utrecht",
        ),
        ("cobalt", "Cobalt Mining", "", "base.fr", "Lyon"),
        (
            "deco",
            "Azure Interior",
            "azure@deco.example",
            "base.us",
            "Fremont",
        ),
        (
            "echo",
            "Écho Conseil",
            "contact@echo.example",
            "base.fr",
            "Paris",
        ),
    ];
    for (name, title, email, country, city) in companies {
        rows.push(json!(["res.partner", format!("demo.{name}"), {
            "name": title, "email": if email.is_empty() { Value::Bool(false) } else { email.into() },
            "country_id": format!("@{country}"), "city": city, "is_company": true,
        }]));
    }
    for (name, title, parent) in [
        ("jo", "Jo Peeters", "acme"),
        ("kim", "Kim de Vries", "bolts"),
        ("lou", "Lou Martin", "echo"),
    ] {
        rows.push(json!(["res.partner", format!("demo.{name}"), {
            "name": title, "parent_id": format!("@demo.{parent}"),
        }]));
    }
    for (number, partner, date, price) in [
        (1, "acme", "2026-01-15 09:30:00", 120.5),
        (2, "bolts", "2026-02-03 14:00:00", 40.0),
        (3, "acme", "2026-02-20 08:15:00", 300.0),
    ] {
        rows.push(json!(["sale.order", format!("demo.order_{number}"), {
            "partner_id": format!("@demo.{partner}"), "date_order": date,
            "name": format!("S{number:05}"), "order_line": [[0, 0, {"name": "Work", "price_unit": price}]],
        }]));
    }
    rows.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_the_records() {
        for version in VERSIONS {
            let _ = client(version);
        }
    }
}
