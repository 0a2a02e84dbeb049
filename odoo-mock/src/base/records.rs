//! The records of a fresh Odoo.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde_json::{Value, json};

use crate::{
    misuse::{refuse, refuse_with},
    query::Env,
    records,
    schema::{FieldDef, Model},
    storage::Database,
};

const CURRENCIES: &str = include_str!("../../data/currencies.txt");
const COUNTRIES: &str = include_str!("../../data/countries.txt");
const STATES: &str = include_str!("../../data/states.txt");

/// The external ids of groups, ordered by id.
const GROUPS: &[(&str, &str)] = &[
    ("group_user", "Internal User"),
    ("group_erp_manager", "Access Rights"),
    ("group_system", "Settings"),
    ("group_multi_company", "Multi Companies"),
    ("group_no_one", "Technical Features"),
    ("group_partner_manager", "Contact Creation"),
    ("group_portal", "Portal"),
    ("group_public", "Public"),
];

/// Fills a database that has its models.
pub(super) fn add(db: &mut Database) {
    let mut seed = Seed {
        db,
        env: Env::superuser(chrono::DateTime::UNIX_EPOCH.naive_utc()),
    };
    for (at, name) in [
        "English (US)",
        "French / Français",
        "German / Deutsch",
        "Dutch / Nederlands",
        "Spanish / Español",
    ]
    .into_iter()
    .enumerate()
    {
        let code = ["en_US", "fr_FR", "de_DE", "nl_NL", "es_ES"]
            .get(at)
            .copied()
            .unwrap_or_default();
        let week = if code == "en_US" { "7" } else { "1" };
        seed.add("res.lang", None, json!({"name": name, "code": code, "iso_code": code, "active": code == "en_US", "week_start": week}));
    }
    let currencies = seed.currencies();
    seed.countries(&currencies);
    seed.people(&currencies);
    seed.things();
    seed.models();
    db.end_of_base();
}

struct Seed<'a> {
    db: &'a mut Database,
    env: Env,
}

/// The lines of a list without comments, split at `|`.
fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('|').collect())
}

impl Seed<'_> {
    /// Creates a record, with an external id if it has one.
    ///
    /// A test loads this crate's data for every version, so errors are unreachable.
    fn add(&mut self, model: &str, external_id: Option<&str>, values: Value) -> i64 {
        let Some(model) = self.db.schema.get(model).cloned() else {
            refuse(&format!("unknown model `{model}` of the record {values}"));
        };
        let Value::Object(values) = values else {
            refuse(&format!(
                "the values of a record of `{}` are not an object: {values}",
                model.name
            ));
        };
        let values = values
            .into_iter()
            .filter(|(name, _)| model.find(name).is_some())
            .collect();
        let id = match records::create(self.db, &self.env, &model, &[values]) {
            Ok(ids) => ids.first().copied().unwrap_or_default(),
            Err(exception) => refuse_with(
                &format!("a record of `{}` in the base data was rejected", model.name),
                &exception,
            ),
        };
        if let Some((module, name)) = external_id.and_then(|name| name.split_once('.')) {
            self.add("ir.model.data", None, json!({"module": module, "name": name, "model": *model.name, "res_id": id, "noupdate": true}));
        }
        id
    }

    fn currencies(&mut self) -> HashMap<&'static str, i64> {
        let mut ids = HashMap::new();
        // The currencies of companies come first; only these are active.
        let all: Vec<Vec<&'static str>> = lines(CURRENCIES).collect();
        let first =
            |line: &&Vec<&'static str>| ["USD", "EUR"].contains(line.first().unwrap_or(&""));
        let (used, others): (Vec<_>, Vec<_>) = all.iter().partition(first);
        for line in used.into_iter().rev().chain(others) {
            let [code, symbol, decimals, name] = line[..] else {
                continue;
            };
            let decimals: i32 = decimals.parse().unwrap_or(2);
            let active = ["USD", "EUR"].contains(&code);
            let id = self.add(
                "res.currency",
                Some(&format!("base.{code}")),
                json!({
                    "name": code, "symbol": symbol, "full_name": name, "active": active,
                    "decimal_places": decimals, "rounding": 10_f64.powi(-decimals),
                }),
            );
            ids.insert(code, id);
        }
        ids
    }

    fn countries(&mut self, currencies: &HashMap<&'static str, i64>) {
        let mut ids = HashMap::new();
        for line in lines(COUNTRIES) {
            let [code, phone, currency, name] = line[..] else {
                continue;
            };
            // The external id of the United Kingdom is `base.uk`.
            let short = if code == "GB" {
                "uk".to_owned()
            } else {
                code.to_lowercase()
            };
            let phone: i64 = phone.parse().unwrap_or(0);
            let id = self.add("res.country", Some(&format!("base.{short}")), json!({
                "name": name, "code": code, "phone_code": phone, "currency_id": currencies.get(currency),
            }));
            ids.insert(code, id);
        }
        for line in lines(STATES) {
            let [country, code, name] = line[..] else {
                continue;
            };
            let external_id = format!(
                "base.state_{}_{}",
                country.to_lowercase(),
                code.to_lowercase()
            );
            self.add(
                "res.country.state",
                Some(&external_id),
                json!({"country_id": ids.get(country), "code": code, "name": name}),
            );
        }
    }

    fn people(&mut self, currencies: &HashMap<&'static str, i64>) {
        let groups: Vec<i64> = GROUPS
            .iter()
            .map(|(name, label)| {
                self.add(
                    "res.groups",
                    Some(&format!("base.{name}")),
                    json!({"name": label}),
                )
            })
            .collect();
        let of = |wanted: &[&str]| -> Vec<i64> {
            let pairs = GROUPS
                .iter()
                .zip(&groups)
                .filter(|((name, _), _)| wanted.contains(name));
            pairs.map(|(_, id)| *id).collect()
        };
        let company = self.add(
            "res.partner",
            Some("base.main_partner"),
            json!({"name": "My Company", "is_company": true}),
        );
        // The company's currency is the euro on 14 and the US dollar later.
        let currency = currencies.get(if self.db.version.company_has_euro() {
            "EUR"
        } else {
            "USD"
        });
        self.add(
            "res.company",
            Some("base.main_company"),
            json!({"partner_id": company, "currency_id": currency}),
        );
        let internal = of(&["group_user", "group_no_one", "group_partner_manager"]);
        let all = of(&[
            "group_user",
            "group_erp_manager",
            "group_system",
            "group_no_one",
            "group_partner_manager",
        ]);
        let users = [
            (
                "user_root",
                "partner_root",
                "OdooBot",
                "__system__",
                false,
                Vec::new(),
                None,
            ),
            (
                "user_admin",
                "partner_admin",
                "Administrator",
                "admin",
                true,
                all,
                Some("admin"),
            ),
            (
                "public_user",
                "public_partner",
                "Public user",
                "public",
                false,
                of(&["group_public"]),
                None,
            ),
        ];
        for (external_id, partner_id, name, login, active, groups, password) in users {
            let email = if login == "admin" {
                json!("admin@example.com")
            } else {
                json!(false)
            };
            let partner = self.add(
                "res.partner",
                Some(&format!("base.{partner_id}")),
                json!({
                    "name": name, "active": active, "email": email, "company_id": false,
                }),
            );
            let links = json!([[6, 0, groups]]);
            self.add("res.users", Some(&format!("base.{external_id}")), json!({
                "partner_id": partner, "login": login, "password": password, "active": active, "company_id": 1,
                "company_ids": [[6, 0, [1]]], "groups_id": links, "group_ids": links,
            }));
        }
        // The group that plain users get.
        debug_assert!(!internal.is_empty());
    }

    fn things(&mut self) {
        let folder = self.add(
            "product.category",
            Some("product.product_category_all"),
            json!({"name": "All"}),
        );
        debug_assert_eq!(folder, 1);
        self.add(
            "uom.uom",
            Some("uom.product_uom_unit"),
            json!({"name": "Units"}),
        );
        self.add("product.pricelist", None, json!({"name": "Default"}));
        self.add(
            "ir.actions.act_window",
            Some("base.action_partner_form"),
            json!({"name": "Contacts", "res_model": "res.partner"}),
        );
        for (key, value) in [
            ("web.base.url", "http://localhost:8069"),
            ("base.login_cooldown_after", "10"),
            ("base.login_cooldown_duration", "60"),
        ] {
            self.add(
                "ir.config_parameter",
                None,
                json!({"key": key, "value": value}),
            );
        }
    }

    /// The models and fields as records.
    fn models(&mut self) {
        let schema = Arc::clone(&self.db.schema);
        for model in schema.models() {
            self.model(model);
        }
    }

    fn model(&mut self, model: &Arc<Model>) {
        let own = self.add(
            "ir.model",
            None,
            json!({"name": model.label, "model": *model.name}),
        );
        for field in &model.fields {
            self.add("ir.model.fields", None, describe(model, own, field));
        }
    }
}

fn describe(model: &Model, id: i64, field: &FieldDef) -> Value {
    json!({
        "name": *field.name, "model": *model.name, "model_id": id,
        "field_description": field.title(),
        "ttype": field.kind.name(), "relation": field.relation.as_deref(), "relation_field": field.inverse.as_deref(),
        "required": field.required, "readonly": field.readonly, "store": field.store,
    })
}

/// Adds a model that was defined later to the records of `ir.model`.
pub(crate) fn note_model(db: &mut Database, env: &Env, name: &str) {
    note_models(db, env, &[name]);
}

/// Adds models that came later to the records of `ir.model`.
pub(crate) fn note_models(db: &mut Database, env: &Env, names: &[impl AsRef<str>]) {
    let schema = Arc::clone(&db.schema);
    let model = schema.get("ir.model").and_then(|model| model.find("model"));
    let table = db.table("ir.model");
    let known: HashSet<String> = model.map_or_else(HashSet::new, |field| {
        let rows = table.rows();
        rows.filter_map(|(_, row)| row.get(field).as_text("").map(str::to_owned))
            .collect()
    });
    let names = names.iter().map(AsRef::as_ref);
    for name in names.filter(|name| !known.contains(*name)) {
        if let Some(model) = schema.get(name) {
            Seed {
                db,
                env: env.sudo(),
            }
            .model(model);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    fn add(model: &str, values: Value) {
        let world = World::new();
        let mut state = world.state();
        let env = Env::superuser(chrono::DateTime::UNIX_EPOCH.naive_utc());
        let db = &mut state.db;
        Seed { db, env }.add(model, None, values);
    }

    #[test]
    #[should_panic(expected = "unknown model `x.none` of the record {\"name\":\"x\"}")]
    fn a_model_that_is_not_there_is_named() {
        add("x.none", json!({"name": "x"}));
    }

    #[test]
    #[should_panic(expected = "the values of a record of `res.partner` are not an object: [1]")]
    fn values_that_are_no_object_are_shown() {
        add("res.partner", json!([1]));
    }

    #[test]
    #[should_panic(expected = "a record of `res.partner` in the base data was rejected: ")]
    fn what_the_world_refuses_says_why() {
        add("res.partner", json!({"name": "x", "country_id": 99_999}));
    }
}
