//! Group keys.

use std::{cmp::Ordering, collections::HashMap, sync::Arc};

use chrono::{
    Datelike as _, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _,
};
use serde_json::{Value, json};

use super::labels;
use crate::{
    exception::{Exception, Result, value_error},
    query::{View, to_local, to_utc},
    rpc::methods::read,
    schema::{Field, Kind, Model},
    storage::{Cell, Row, date_text, time_text},
};

/// The unit of a date key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Granularity {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// A field, and the granularity for a date.
pub(super) struct Key {
    /// The name in the request.
    pub(super) name: String,
    pub(super) field: Arc<Field>,
    pub(super) granularity: Option<Granularity>,
}

/// The value of a key in a group.
///
/// For a date it is the start of the period, in the context's time zone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part(pub(super) Cell);

impl Eq for Part {}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// NULL sorts last.
impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0.is_null(), other.0.is_null()) {
            (false, false) => self.0.compare(&other.0).unwrap_or(Ordering::Equal),
            (a, b) => a.cmp(&b),
        }
    }
}

impl Part {
    pub(super) fn compare(&self, other: &Part, places: &HashMap<i64, usize>) -> Ordering {
        let place = |part: &Part| part.0.id().and_then(|id| places.get(&id));
        match (place(self), place(other)) {
            (Some(a), Some(b)) => a.cmp(b),
            _ => self.cmp(other),
        }
    }
}

const GRANULARITIES: [(&str, Granularity); 6] = [
    ("hour", Granularity::Hour),
    ("day", Granularity::Day),
    ("week", Granularity::Week),
    ("month", Granularity::Month),
    ("quarter", Granularity::Quarter),
    ("year", Granularity::Year),
];

impl Key {
    pub(super) fn named(view: &View<'_>, model: &Arc<Model>, name: &str) -> Result<Self> {
        let (field, granularity) = match name.split_once(':') {
            Some((field, granularity)) => (field, Some(granularity)),
            None => (name, None),
        };
        let version = view.version();
        let Some(field) = model.find(field).cloned() else {
            return Err(value_error(format!(
                "Invalid field '{field}' on model '{}'",
                model.name
            )));
        };
        if field.kind == Kind::Many2many && !version.groups_by_lists()
            || field.kind == Kind::One2many
        {
            return Err(not_stored(model, &field, version.asserts_group_keys()));
        }
        if field.compute.is_some() && !field.store && field.path().is_none() {
            return Err(not_stored(model, &field, version.asserts_group_keys()));
        }
        let known = granularity.map(|name| {
            GRANULARITIES
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, granularity)| *granularity)
        });
        let granularity = match (field.kind.is_temporal(), known) {
            (true, None) => Some(Granularity::Month),
            (true, Some(Some(granularity))) => Some(granularity),
            (true, Some(None)) => {
                return Err(value_error(format!(
                    "Granularity specification isn't correct: {name:?}"
                )));
            }
            (false, Some(_)) if version.has_new_read_group() => {
                return Err(value_error(format!(
                    "Granularity set on a no-datetime field or property: {name:?}"
                )));
            }
            (false, _) => None,
        };
        // Up to 18 a field without granularity still gets one in the response, except in `formatted_read_group`.
        Ok(Key {
            name: name.to_owned(),
            field,
            granularity,
        })
    }

    pub(super) fn is_date(&self) -> bool {
        self.granularity.is_some()
    }

    /// The values of the key in a record.
    pub(super) fn parts(
        &self,
        view: &View<'_>,
        model: &Arc<Model>,
        id: i64,
        row: &Row,
    ) -> Result<Vec<Part>> {
        if self.field.kind == Kind::Many2many {
            let ids = view.list(model, id, &self.field)?;
            if ids.is_empty() {
                return Ok(vec![Part(Cell::Null)]);
            }
            return Ok(ids.into_iter().map(|id| Part(Cell::Int(id))).collect());
        }
        let cell = view
            .cell(model, id, row, &self.field)
            .in_language(view.env.language());
        let part = match (self.granularity, cell) {
            (Some(granularity), Cell::Date(day)) => {
                Cell::Date(start(granularity, day.and_time(NaiveTime::MIN), first_day(view)).date())
            }
            (Some(granularity), Cell::Time(time)) => {
                let local = to_local(time, view.env.zone());
                Cell::Time(start(granularity, local, first_day(view)))
            }
            (_, Cell::Null) if self.field.kind == Kind::Boolean => Cell::Bool(false),
            (_, cell) => cell,
        };
        Ok(vec![Part(part)])
    }

    /// The order of the linked records.
    pub(super) fn places(&self, view: &View<'_>) -> Result<HashMap<i64, usize>> {
        if !self.field.kind.is_relation() {
            return Ok(HashMap::new());
        }
        let comodel = view.db.schema.model(self.field.comodel())?;
        let mut ids: Vec<i64> = view.db.table(&comodel.name).ids().collect();
        view.sort(comodel, &mut ids, None)?;
        Ok(ids
            .into_iter()
            .enumerate()
            .map(|(place, id)| (id, place))
            .collect())
    }

    /// The value in the response of `read_group`.
    pub(super) fn value(&self, part: &Part, view: &View<'_>) -> Result<Value> {
        if let (Some(granularity), false) = (self.granularity, part.0.is_null()) {
            return Ok(labels::label(granularity, moment(&part.0), view).into());
        }
        self.plain(part, view)
    }

    /// The value in the response of `formatted_read_group`.
    pub(super) fn formatted(&self, part: &Part, view: &View<'_>) -> Result<Value> {
        if let (Some(granularity), false) = (self.granularity, part.0.is_null()) {
            let label = labels::label(granularity, moment(&part.0), view);
            return Ok(json!([self.bound(moment(&part.0), view), label]));
        }
        self.plain(part, view)
    }

    fn plain(&self, part: &Part, view: &View<'_>) -> Result<Value> {
        match &part.0 {
            Cell::Null => Ok(false.into()),
            Cell::Int(id) if self.field.kind.is_relation() => {
                let comodel = view.db.schema.model(self.field.comodel())?;
                Ok(json!([id, read::name(view, comodel, *id)]))
            }
            cell => Ok(view.json(&self.field, cell)),
        }
    }

    /// A bound of a period in a domain: a date, or a time in UTC.
    fn bound(&self, local: NaiveDateTime, view: &View<'_>) -> String {
        if self.field.kind == Kind::Date {
            return date_text(local.date());
        }
        time_text(to_utc(local, view.env.zone()))
    }

    fn bounds(&self, part: &Part, view: &View<'_>) -> Option<(String, String)> {
        let granularity = self.granularity.filter(|_| !part.0.is_null())?;
        let from = moment(&part.0);
        Some((
            self.bound(from, view),
            self.bound(next(granularity, from), view),
        ))
    }

    pub(super) fn range(&self, part: &Part, view: &View<'_>) -> Value {
        match self.bounds(part, view) {
            Some((from, to)) => json!({"from": from, "to": to}),
            None => false.into(),
        }
    }

    pub(super) fn domain(&self, part: &Part, view: &View<'_>) -> Vec<Value> {
        let name = &*self.field.name;
        if let Some((from, to)) = self.bounds(part, view) {
            return vec![
                "&".into(),
                json!([name, ">=", from]),
                json!([name, "<", to]),
            ];
        }
        let value = match &part.0 {
            Cell::Null => false.into(),
            cell if self.field.kind.is_relation() => cell.id().into(),
            cell => view.json(&self.field, cell),
        };
        vec![json!([name, "=", value])]
    }
}

fn not_stored(model: &Model, field: &Field, old: bool) -> Exception {
    let sentence = format!(
        "Fields in 'groupby' must be database-persisted fields (no computed fields): {} of {}",
        field.name, model.name
    );
    if old {
        crate::exception::assertion_error(sentence)
    } else {
        value_error(sentence)
    }
}

pub(super) fn moment(cell: &Cell) -> NaiveDateTime {
    match cell {
        Cell::Date(day) => day.and_time(NaiveTime::MIN),
        Cell::Time(time) => *time,
        _ => NaiveDateTime::default(),
    }
}

/// How many days before a Monday the week starts in the context's language.
fn first_day(view: &View<'_>) -> u32 {
    if !view.version().weeks_follow_language() {
        return 0;
    }
    let begins_on_sunday = (|| {
        let languages = view.db.schema.get("res.lang")?;
        let (code, week) = (languages.find("code")?, languages.find("week_start")?);
        let mut rows = view.db.table("res.lang").rows();
        let (_, row) =
            rows.find(|(_, row)| row.get(code).as_text("") == Some(view.env.language()))?;
        Some(row.get(week).as_text("") == Some("7"))
    })();
    u32::from(begins_on_sunday.unwrap_or(false))
}

fn start(granularity: Granularity, moment: NaiveDateTime, first_day: u32) -> NaiveDateTime {
    let date = moment.date();
    let of = |year: i32, month: u32| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(date);
    let day = match granularity {
        Granularity::Hour => return date.and_hms_opt(moment.hour(), 0, 0).unwrap_or(moment),
        Granularity::Day => date,
        Granularity::Week => {
            let into = (date.weekday().num_days_from_monday() + first_day) % 7;
            date.checked_sub_days(Days::new(into.into()))
                .unwrap_or(date)
        }
        Granularity::Month => of(date.year(), date.month()),
        Granularity::Quarter => of(date.year(), (date.month() - 1) / 3 * 3 + 1),
        Granularity::Year => of(date.year(), 1),
    };
    day.and_time(NaiveTime::MIN)
}

pub(super) fn next(granularity: Granularity, from: NaiveDateTime) -> NaiveDateTime {
    let months = |count: u32| from.checked_add_months(Months::new(count)).unwrap_or(from);
    let hours = |count: i64| from + TimeDelta::hours(count);
    match granularity {
        Granularity::Hour => hours(1),
        Granularity::Day => hours(24),
        Granularity::Week => hours(24 * 7),
        Granularity::Month => months(1),
        Granularity::Quarter => months(3),
        Granularity::Year => months(12),
    }
}
