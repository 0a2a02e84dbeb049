//! XML-RPC values to and from JSON, which the rest of the crate uses.

mod document;
mod python_format;
mod scalar;
mod transcoder;
mod writer;

pub(crate) use transcoder::{XmlError, XmlTranscoder};
pub(crate) use writer::{Unwritable, XmlWriter};

/// The maximum nesting of arrays and structs, as in skipped JSON.
const MAX_DEPTH: usize = 512;
