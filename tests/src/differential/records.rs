//! The records of an episode.

use serde_json::{Value, json};

use super::{
    calls::Request,
    random::Random,
    schema::{LINE, MAIN, TAG},
};

/// The existing ids.
#[derive(Debug, Clone, Default)]
pub(super) struct Records {
    pub(super) tags: Vec<i64>,
    pub(super) mains: Vec<i64>,
    pub(super) lines: Vec<i64>,
}

/// An id that does not exist.
pub(super) const MISSING: i64 = 999_999;

impl Records {
    pub(super) fn update(&mut self, state: &Value) {
        let ids = |model: &str| -> Vec<i64> {
            let rows = state[model].as_array().into_iter().flatten();
            rows.map(|row| row["id"].as_i64().unwrap()).collect()
        };
        (self.tags, self.mains, self.lines) = (ids(TAG), ids(MAIN), ids(LINE));
    }

    /// A record of a list, or sometimes a missing one.
    fn of(random: &mut Random, ids: &[i64]) -> i64 {
        if ids.is_empty() || random.one_in(25) {
            MISSING
        } else {
            *random.pick(ids)
        }
    }

    pub(super) fn tag(&self, random: &mut Random) -> i64 {
        Self::of(random, &self.tags)
    }

    pub(super) fn main(&self, random: &mut Random) -> i64 {
        Self::of(random, &self.mains)
    }

    /// A random record, or a missing one as often as each of the records.
    pub(super) fn main_or_missing(&self, random: &mut Random) -> i64 {
        let ids: Vec<i64> = self.mains.iter().copied().chain([MISSING]).collect();
        *random.pick(&ids)
    }

    pub(super) fn line(&self, random: &mut Random) -> i64 {
        Self::of(random, &self.lines)
    }

    pub(super) fn some(random: &mut Random, ids: &[i64]) -> Vec<i64> {
        let count = random.below(4);
        (0..count)
            .filter(|_| !ids.is_empty())
            .map(|_| *random.pick(ids))
            .collect()
    }
}

pub(super) const NAMES: &[&str] = &[
    "Alpha",
    "alpha",
    "Àlphä",
    "al_ha",
    "al%ha",
    "al\\ha",
    "",
    "beta",
    "Beta gamma",
    "10",
    "a'b",
];

/// Creates the tags, which the other records link to.
pub(super) fn first(random: &mut Random, _: &Records) -> Request {
    let tags: Vec<Value> = ["red", "green", "blue", "gone", ""]
        .into_iter()
        .map(|name| {
            let mut values = json!({"x_name": name, "x_active": name != "gone"});
            if !random.one_in(3) {
                values["x_color"] = random.below(3).into();
            }
            values
        })
        .collect();
    Request::new("fill", TAG, "create", json!([tags])).changing()
}

/// Creates records with lines.
pub(super) fn second(random: &mut Random, records: &Records) -> Request {
    let mains: Vec<Value> = (0..10).map(|_| main(random, records)).collect();
    Request::new("fill", MAIN, "create", json!([mains])).changing()
}

/// Valid values for a record.
pub(super) fn main(random: &mut Random, records: &Records) -> Value {
    let mut values =
        json!({"x_code": *random.pick(&["c", "d", ""]), "x_active": !random.one_in(6)});
    let mut set = |name: &str, value: Value, random: &mut Random| {
        if !random.one_in(3) {
            values[name] = value;
        }
    };
    let text = json!(*random.pick(NAMES));
    set("x_name", text, random);
    let text = json!(*random.pick(&["", "x", "a longer text", "l1\nl2"]));
    set("x_text", text, random);
    let text = json!(*random.pick(&["abcdefgh", "abc", ""]));
    set("x_short", text, random);
    let text = json!(*random.pick(NAMES));
    set("x_title", text, random);
    let number = json!(*random.pick(&[0, 1, 2, -5, 10, 2_147_483_647]));
    set("x_int", number, random);
    let number = json!(*random.pick(&[0.0, 1.5, -0.25, 100.0, 1e-5]));
    set("x_float", number, random);
    let flag = json!(random.one_in(2));
    set("x_bool", flag, random);
    let day = json!(*random.pick(&["2024-01-01", "2024-02-29", "1999-12-31"]));
    set("x_date", day, random);
    let time = json!(*random.pick(&[
        "2024-01-01 10:00:00",
        "2024-01-02 00:00:00",
        "2024-03-31 23:30:00"
    ]));
    set("x_time", time, random);
    let key = json!(*random.pick(&["a", "b", "c"]));
    set("x_sel", key, random);
    if !records.tags.is_empty() {
        let tag = json!(*random.pick(&records.tags));
        set("x_tag_id", tag, random);
        let tags = json!([[6, 0, Records::some(random, &records.tags)]]);
        set("x_tag_ids", tags, random);
        let reference = json!(format!("{TAG},{}", random.pick(&records.tags)));
        set("x_ref", reference, random);
    }
    if !records.mains.is_empty() {
        let parent = json!(*random.pick(&records.mains));
        set("x_parent_id", parent, random);
    }
    let lines: Vec<Value> = (0..random.below(3))
        .map(|_| json!([0, 0, line(random)]))
        .collect();
    set("x_line_ids", lines.into(), random);
    values
}

pub(super) fn line(random: &mut Random) -> Value {
    let mut values =
        json!({"x_name": *random.pick(&["l1", "l2", "", "Alpha"]), "x_active": !random.one_in(4)});
    if !random.one_in(3) {
        values["x_qty"] = random.below(3).into();
    }
    values
}
