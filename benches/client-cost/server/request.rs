//! Minimal parsing of requests.

use std::io::{self, BufRead};

use serde_json::Value;

/// One request.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) path: String,
    /// The `Authorization` header; empty without one.
    pub(super) authorization: String,
    /// The JSON body; null without one.
    pub(super) body: Value,
}

impl Request {
    /// Reads the next request. Returns `None` at the end of the connection.
    pub(super) fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let Some(first) = line(reader)? else {
            return Ok(None);
        };
        let mut request = Request {
            path: first.split(' ').nth(1).unwrap_or_default().to_owned(),
            ..Request::default()
        };
        let mut length = 0;
        while let Some(header) = line(reader)?.filter(|header| !header.is_empty()) {
            let (name, value) = header.split_once(':').unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().map_err(io::Error::other)?,
                "authorization" => value.trim().clone_into(&mut request.authorization),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        if length > 0 {
            request.body = serde_json::from_slice(&body)?;
        }
        Ok(Some(request))
    }
}

/// Reads the next line without its end. Returns `None` at the end of the connection.
fn line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let length = reader.read_line(&mut line)?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok((length > 0).then_some(line))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn two_requests_on_one_connection() {
        let mut text = &b"POST /a HTTP/1.1\r\ncontent-LENGTH: 8\r\n\r\n{\"id\":1}GET /b HTTP/1.1\r\nHost: x\r\n\r\n"[..];
        let first = Request::read(&mut text).unwrap().unwrap();
        assert_eq!((first.path.as_str(), first.body), ("/a", json!({"id": 1})));
        let second = Request::read(&mut text).unwrap().unwrap();
        assert_eq!((second.path.as_str(), second.body), ("/b", Value::Null));
        assert!(Request::read(&mut text).unwrap().is_none());
    }
}
