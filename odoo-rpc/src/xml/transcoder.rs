//! Conversion of a response to JSON while it arrives.

use quick_xml::{Error as SyntaxError, Reader, events::Event};

use super::document::Document;

/// Converts the XML of a response to the JSON of its value, piece by piece.
///
/// Each byte is read once, also if the pieces are small. No entity is expanded except the five of XML and characters by number, and a DTD is an error.
pub(crate) struct XmlTranscoder {
    document: Document,
    /// The bytes after the last complete tag.
    pending: Vec<u8>,
    /// The length of `pending` from which it is read again.
    ///
    /// A comment or a tag may contain many `>`.
    wanted: usize,
    error: Option<XmlError>,
}

/// Why a response is not XML-RPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum XmlError {
    /// It does not begin as XML-RPC, with what was found.
    OtherFormat(String),
    /// It is cut off or changed.
    Broken(String),
}

impl XmlTranscoder {
    pub(crate) fn new() -> Self {
        XmlTranscoder {
            document: Document::default(),
            pending: Vec::new(),
            wanted: 0,
            error: None,
        }
    }

    /// Reads the next piece. After an error the rest is ignored.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        if self.error.is_some() {
            return;
        }
        // A tag never ends within a character, so what precedes its end is UTF-8.
        let Some(last) = piece.iter().rposition(|byte| *byte == b'>') else {
            self.pending.extend_from_slice(piece);
            return;
        };
        let (complete, rest) = piece.split_at(last + 1);
        let read = if self.pending.is_empty() {
            self.read(complete).map(|unread| {
                self.pending
                    .extend_from_slice(complete.get(unread..).unwrap_or_default());
            })
        } else {
            self.pending.extend_from_slice(complete);
            if self.pending.len() < self.wanted {
                self.pending.extend_from_slice(rest);
                return;
            }
            let mut pending = std::mem::take(&mut self.pending);
            self.read(&pending).map(|unread| {
                pending.drain(..unread);
                self.pending = pending;
            })
        };
        self.wanted = self.pending.len() * 2;
        self.pending.extend_from_slice(rest);
        self.error = read.err();
    }

    /// Reads complete tags, and returns the offset of the first incomplete tag.
    fn read(&mut self, bytes: &[u8]) -> Result<usize, XmlError> {
        let text = str::from_utf8(bytes)
            .map_err(|_| self.document.error("bytes that are not UTF-8".to_owned()))?;
        let mut at = 0;
        loop {
            at = self.document.usual(bytes, at);
            let rest = text.get(at..).unwrap_or_default();
            // The reader would drop a byte order mark at the beginning of its input.
            if self.document.has_begun() && rest.starts_with('\u{feff}') {
                self.document.text("\u{feff}")?;
                at += '\u{feff}'.len_utf8();
                continue;
            }
            let mut reader = Reader::from_str(rest);
            let config = reader.config_mut();
            // The document compares the names, because its elements are in several pieces.
            config.check_end_names = false;
            config.allow_unmatched_ends = true;
            loop {
                let read = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                match reader.read_event() {
                    Ok(Event::Eof) => return Ok(bytes.len()),
                    Ok(event) => self.document.event(&event)?,
                    Err(SyntaxError::Syntax(_)) => return Ok(at + read),
                    Err(other) => return Err(self.document.error(other.to_string())),
                }
                if self.document.may_be_usual() {
                    break;
                }
            }
            at += usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        }
    }

    /// Returns whether the value is a fault.
    pub(crate) fn is_fault(&self) -> bool {
        self.document.is_fault
    }

    /// Returns the JSON since the last call, for a buffer that is used again.
    pub(crate) fn swap_json(&mut self, buffer: &mut Vec<u8>) {
        buffer.clear();
        std::mem::swap(buffer, &mut self.document.json);
    }

    /// Returns the rest of the JSON after the last piece.
    ///
    /// # Errors
    ///
    /// Returns the first error.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, XmlError> {
        if self.error.is_none() {
            let pending = std::mem::take(&mut self.pending);
            let unread = self.read(&pending)?;
            if unread < pending.len() {
                return Err(self.document.error("a tag that does not end".to_owned()));
            }
        }
        match self.error {
            Some(error) => Err(error),
            None => self.document.end(),
        }
    }
}
