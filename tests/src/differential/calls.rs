//! Random calls.

mod bad;
mod commands;
mod groups;
mod reads;
mod searches;
mod writes;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    random::Random,
    records::Records,
    schema::{MAIN, fields},
};

/// A call with the parameters of `call_kw`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Request {
    /// The kind of the call, for the figures.
    pub(super) kind: String,
    pub(super) model: String,
    pub(super) method: String,
    pub(super) args: Value,
    pub(super) kwargs: Value,
    /// Whether it may change records.
    #[serde(default)]
    pub(super) changes: bool,
}

impl Request {
    pub(super) fn new(kind: &str, model: &str, method: &str, args: Value) -> Self {
        Request {
            kind: kind.to_owned(),
            model: model.to_owned(),
            method: method.to_owned(),
            args,
            kwargs: json!({}),
            changes: false,
        }
    }

    pub(super) fn changing(self) -> Self {
        Request {
            changes: true,
            ..self
        }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.kwargs[name] = value.into();
        self
    }

    pub(super) fn in_context(self, context: Value) -> Self {
        self.with("context", context)
    }
}

/// The kinds of calls. A kind that is listed more often is generated more often.
type Make = fn(&mut Random, &Records, u16) -> Request;

const KINDS: &[Make] = &[
    searches::stored,
    searches::stored,
    searches::stored,
    searches::stored,
    searches::relations,
    searches::relations,
    searches::relations,
    searches::paths,
    searches::paths,
    searches::mixed,
    searches::mixed,
    searches::count,
    searches::odd_domain,
    searches::odd_domain,
    searches::order,
    searches::order,
    searches::page,
    reads::read,
    reads::read,
    searches::search_read,
    writes::create,
    writes::create,
    writes::odd_create,
    writes::write,
    writes::write,
    writes::odd_write,
    commands::commands,
    commands::commands,
    commands::line_commands,
    writes::unlink,
    writes::copy,
    reads::default_get,
    reads::fields_get,
    reads::name_search,
    reads::name_search,
    groups::read_group,
    groups::read_group,
    writes::load,
    bad::bad,
    bad::bad,
    reads::web,
    reads::web,
    reads::metadata,
    writes::archive,
    groups::formatted,
];

pub(super) fn any(random: &mut Random, records: &Records, major: u16) -> Request {
    let make = *random.pick(KINDS);
    make(random, records, major)
}

fn some_fields(random: &mut Random) -> Value {
    let all = fields(MAIN);
    (0..=random.below(5)).map(|_| *random.pick(&all)).collect()
}
