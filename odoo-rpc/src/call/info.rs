use std::{fmt, sync::Arc};

use super::{Call, Effect, Target};
use crate::{cancel::Progress, printable::Printable, response::row_sink::Shared as RowSink};

/// What a call is, without any of its values: what messages, events and logs say of it. Cheap to clone.
///
/// ```
/// use odoo_rpc::Call;
///
/// let info = Call::write("res.partner", "write").on([3, 4]).info();
/// assert_eq!((info.model(), info.method()), (Some("res.partner"), Some("write")));
/// assert_eq!(info.to_string(), "`res.partner.write` on 2 records");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CallInfo(Arc<Inner>);

#[derive(PartialEq, Eq)]
struct Inner {
    number: u64,
    name: String,
    /// How long the model's name is, which the method's follows behind a dot.
    model: Option<usize>,
    effect: Effect,
    records: Option<usize>,
    note: Option<String>,
}

impl CallInfo {
    pub(crate) fn of(call: &Call, number: u64) -> Self {
        CallInfo(Arc::new(Inner {
            number,
            name: call.name(),
            model: call.model().map(str::len),
            effect: call.effect,
            records: match &call.target {
                Target::Page { records, .. } => *records,
                _ => call.ids().map(<[i64]>::len),
            },
            note: call.note.clone(),
        }))
    }

    /// Which of the client's calls it is, the first being 1; 0 for a call that no client has sent.
    pub fn number(&self) -> u64 {
        self.0.number
    }

    /// The call's name for people: `res.partner.write`, or the path of a controller.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Which of several calls of its name it is: [`Call::with_label`].
    pub fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The model whose method is called.
    pub fn model(&self) -> Option<&str> {
        self.0.name.get(..self.0.model?)
    }

    /// The method's name.
    pub fn method(&self) -> Option<&str> {
        self.0.name.get(self.0.model? + 1..)
    }

    /// What the call does to the server's data.
    pub fn effect(&self) -> Effect {
        self.0.effect
    }

    /// How many records it runs on, unless it is a method of the model itself.
    pub fn records(&self) -> Option<usize> {
        self.0.records
    }
}

/// The name, which one it is if it is [noted](Call::with_label), and how many records: what a sentence says of the call.
impl fmt::Display for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Printable(&self.0.name))?;
        if let Some(note) = &self.0.note {
            write!(f, " ({})", Printable(note))?;
        }
        match self.0.records {
            None => Ok(()),
            Some(1) => f.write_str(" on 1 record"),
            Some(count) => write!(f, " on {count} records"),
        }
    }
}

impl fmt::Debug for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallInfo")
            .field("number", &self.0.number)
            .field("name", &self.0.name)
            .field("effect", &self.0.effect)
            .field("records", &self.0.records)
            .finish()
    }
}

/// What a client notes on a call that it sends. It is no part of what the call asks for, so that calls are equal whatever it is.
#[derive(Clone, Default)]
pub(crate) struct Tracked {
    pub(crate) info: Option<CallInfo>,
    /// Kept for a call that may be ended from outside.
    pub(crate) progress: Option<Progress>,
    /// Takes the items of the result while they come. A client that lies between, and so may want to see the whole answer, does not hand it on.
    pub(crate) intake: Option<RowSink>,
}

impl PartialEq for Tracked {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Call {
    /// What the call is, without its values.
    pub fn info(&self) -> CallInfo {
        match &self.tracked.info {
            Some(info) => info.clone(),
            None => CallInfo::of(self, 0),
        }
    }

    /// The call's name for people: `res.partner.write`, or the path of a controller.
    pub fn name(&self) -> String {
        match &self.target {
            Target::Method { model, method, .. } => [model, ".", method].concat(),
            Target::Page {
                template: Some(template),
                ..
            } => template.clone(),
            // What is behind a `?` may be a token.
            Target::Route { path, .. } | Target::Page { path, .. } => {
                path.split('?').next().unwrap_or_default().to_owned()
            }
        }
    }
}
