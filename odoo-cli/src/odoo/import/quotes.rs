//! Finds a quote that is never closed, which would hide all rows below it.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

/// A reader of CSV that follows the quotes of what passes.
pub(super) struct Quotes<R> {
    input: R,
    delimiter: u8,
    place: Place,
    line: u64,
    /// The first bytes, which may be a byte order mark.
    is_first: bool,
    unclosed: Rc<Cell<Option<u64>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where a cell begins. Only there a quote has a meaning.
    Start,
    Plain,
    /// Within quotes that were opened in this line.
    Quoted(u64),
    /// After a quote within quotes.
    ///
    /// It is the end of the cell, or the first half of a quote.
    Closing(u64),
}

impl<R> Quotes<R> {
    /// Also returns where the line of an unclosed quote will be.
    pub(super) fn new(input: R, delimiter: u8) -> (Self, Rc<Cell<Option<u64>>>) {
        let unclosed = Rc::new(Cell::new(None));
        let quotes = Quotes {
            input,
            delimiter,
            place: Place::Start,
            line: 1,
            is_first: true,
            unclosed: Rc::clone(&unclosed),
        };
        (quotes, unclosed)
    }

    fn follow(&mut self, bytes: &[u8]) {
        let mark = "\u{feff}".as_bytes();
        let bytes = match bytes.strip_prefix(mark) {
            Some(rest) if self.is_first => rest,
            _ => bytes,
        };
        self.is_first = false;
        for byte in bytes {
            let ends = matches!(byte, b'\n' | b'\r') || *byte == self.delimiter;
            self.place = match (self.place, byte) {
                (Place::Start, b'"') => Place::Quoted(self.line),
                (Place::Quoted(line), b'"') => Place::Closing(line),
                (Place::Closing(line), b'"') | (Place::Quoted(line), _) => Place::Quoted(line),
                _ if ends => Place::Start,
                _ => Place::Plain,
            };
            self.line += u64::from(*byte == b'\n');
        }
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.follow(buffer.get(..count).unwrap_or_default());
        if let (0, Place::Quoted(line)) = (count, self.place) {
            self.unclosed.set(Some(line));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unclosed(text: &str) -> Option<u64> {
        let (mut quotes, unclosed) = Quotes::new(text.as_bytes(), b',');
        io::copy(&mut quotes, &mut io::sink()).unwrap();
        unclosed.get()
    }

    #[test]
    fn a_quote_that_is_open_at_the_end_is_found_with_its_line() {
        assert_eq!(unclosed("id,name\na,\"A\nb,B\n"), Some(2));
        assert_eq!(unclosed("\u{feff}\"id,name\n"), Some(1));
        assert_eq!(unclosed("id,name\r\na,\"A \"\"B\r\n"), Some(2));
    }

    #[test]
    fn quotes_that_are_closed_or_text_are_not() {
        assert_eq!(unclosed("\u{feff}\"id\",name\na,\"A\nB\"\n"), None);
        assert_eq!(unclosed("id,name\na,a 5\" pipe\nb,\"5\"\"\"\n"), None);
        assert_eq!(unclosed("id,name\na,\"\""), None);
    }
}
