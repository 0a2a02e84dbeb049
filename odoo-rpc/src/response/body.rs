//! Parsing of a response while it arrives.

mod finder;

use std::sync::{MutexGuard, PoisonError};

use self::finder::Finder;
use crate::row_sink::{RowSink, SharedSink};
#[cfg(feature = "xml-rpc")]
use crate::xml::{XmlError, XmlTranscoder};

/// The body of a response while it arrives.
///
/// Rows that the sink takes are dropped from it. What remains is the same response with fewer rows.
pub(crate) struct BodyParser {
    /// The bytes that arrived and were not taken.
    body: Vec<u8>,
    /// How many bytes arrived.
    arrived: usize,
    /// How many bytes the server announced.
    announced: Option<usize>,
    finder: Finder,
    sink: Option<SharedSink>,
    /// The offset of the first row, once the result is known as a list.
    list: Option<usize>,
    /// How many bytes of rows are needed before the sink is called again.
    ///
    /// An incomplete row may be large, and would be read in vain.
    wanted: usize,
    /// Converts a response of XML-RPC to JSON.
    #[cfg(feature = "xml-rpc")]
    xml: Option<Box<XmlBody>>,
}

/// The XML of a response, and a buffer for its JSON.
#[cfg(feature = "xml-rpc")]
struct XmlBody {
    transcoder: XmlTranscoder,
    json: Vec<u8>,
}

/// Where the result of a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// In an envelope of JSON-RPC.
    Enveloped,
    /// The result is the whole body.
    Bare,
    /// The result is in XML-RPC.
    #[cfg(feature = "xml-rpc")]
    Xml,
}

/// The step in which the end of an incomplete row is searched.
const STEP: usize = 512;
/// At most this much memory is reserved for an announced length.
const MOST_RESERVED: usize = 64 << 20;

impl BodyParser {
    /// Creates an empty body. `announced` is the expected number of bytes.
    pub(crate) fn new(announced: Option<usize>, shape: Shape, sink: Option<SharedSink>) -> Self {
        #[cfg(feature = "xml-rpc")]
        let is_xml = shape == Shape::Xml;
        #[cfg(not(feature = "xml-rpc"))]
        let is_xml = false;
        // The JSON is much shorter.
        let announced = announced.filter(|_| !is_xml);
        let mut body = Vec::new();
        match &sink {
            // It forgets the rows of an earlier attempt.
            Some(sink) => lock(sink).begin(),
            None => body.reserve_exact(announced.unwrap_or_default().min(MOST_RESERVED)),
        }
        BodyParser {
            body,
            arrived: 0,
            announced,
            finder: Finder::new(shape),
            sink,
            list: None,
            wanted: 0,
            #[cfg(feature = "xml-rpc")]
            xml: is_xml.then(|| {
                Box::new(XmlBody {
                    transcoder: XmlTranscoder::new(),
                    json: Vec::new(),
                })
            }),
        }
    }

    /// Returns how many bytes arrived.
    pub(crate) fn arrived(&self) -> usize {
        self.arrived
    }

    /// Returns the body without the rows that were taken.
    pub(crate) fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// Adds the next chunk.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.arrived += piece.len();
        #[cfg(feature = "xml-rpc")]
        if let Some(mut xml) = self.xml.take() {
            xml.transcoder.push(piece);
            if !xml.transcoder.is_fault() {
                xml.transcoder.swap_json(&mut xml.json);
                self.push_json(&xml.json);
            }
            self.xml = Some(xml);
            return;
        }
        self.push_json(piece);
    }

    /// Returns whether the response is a fault of XML-RPC.
    #[cfg(feature = "xml-rpc")]
    pub(crate) fn is_xml_fault(&self) -> bool {
        let xml = self.xml.as_ref();
        xml.is_some_and(|xml| xml.transcoder.is_fault())
    }

    /// Returns the value of a complete XML-RPC response as JSON, without taken rows.
    #[cfg(feature = "xml-rpc")]
    pub(crate) fn into_xml_value(mut self) -> Result<Vec<u8>, XmlError> {
        if let Some(xml) = self.xml.take() {
            let rest = xml.transcoder.finish()?;
            self.push_json(&rest);
        }
        Ok(self.body)
    }

    fn push_json(&mut self, piece: &[u8]) {
        let is_whole = self.announced == Some(self.arrived);
        match (self.sink.clone(), self.list) {
            (Some(sink), Some(list)) => self.hand_on(piece, list, &sink),
            (Some(sink), None) => {
                let before = self.body.len();
                self.body.extend_from_slice(piece);
                // A response that arrives in one chunk is decoded at once.
                let found = if is_whole {
                    None
                } else {
                    self.finder.find(piece)
                };
                if let Some(at) = found {
                    let list = before + at;
                    self.body.truncate(list);
                    self.list = Some(list);
                    self.hand_on(piece.get(at..).unwrap_or_default(), list, &sink);
                }
            }
            (None, _) => self.body.extend_from_slice(piece),
        }
    }

    /// Passes rows to the sink, directly from the chunk that contains them.
    ///
    /// Only a row that spans chunks is assembled in the body.
    fn hand_on(&mut self, piece: &[u8], list: usize, sink: &SharedSink) {
        let mut sink = lock(sink);
        let announced = self.announced.unwrap_or_default();
        let to_come = announced.saturating_sub(self.arrived).min(MOST_RESERVED);
        let mut at = 0;
        while let Some(rest) = piece.get(at..).filter(|rest| !rest.is_empty()) {
            let begun = self.body.len() - list;
            if begun == 0 {
                let taken = sink.take(rest, to_come);
                let begun = rest.get(taken..).unwrap_or_default();
                self.body.extend_from_slice(begun);
                self.wanted = begun.len() + STEP;
                return;
            }
            let more = rest.len().min(self.wanted.saturating_sub(begun));
            self.body
                .extend_from_slice(rest.get(..more).unwrap_or_default());
            at += more;
            if begun + more < self.wanted {
                return;
            }
            let items = self.body.get(list..).unwrap_or_default();
            let taken = sink.take(items, to_come + piece.len() - at);
            let kept = begun + more - taken;
            if taken == 0 {
                self.wanted = kept * 2;
            } else if kept <= more {
                // The bytes that were not taken are in the chunk as well.
                self.body.truncate(list);
                at -= kept;
            } else {
                self.body.drain(list..list + taken);
                self.wanted = kept + STEP;
            }
        }
    }
}

fn lock(sink: &SharedSink) -> MutexGuard<'_, dyn RowSink + 'static> {
    sink.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
