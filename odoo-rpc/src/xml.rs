//! XML-RPC values to and from JSON, the only form that the rest of the crate reads and writes.

mod document;
mod transcoder;
mod usual;
mod writer;

pub(crate) use transcoder::{XmlError, XmlTranscoder};
pub(crate) use writer::{Unwritable, XmlWriter};

/// How many arrays and structs may be nested in a response, as in JSON that is skipped.
const MAX_DEPTH: usize = 512;
