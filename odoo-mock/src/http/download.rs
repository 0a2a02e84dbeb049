//! Downloads over HTTP.

use hyper::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, ETAG, IF_NONE_MATCH, LOCATION, RANGE,
};

use super::{page::Reply, service::Asked, session};
use crate::web::File;

pub(super) fn answer(request: &Asked) -> Reply {
    let reply = match request.world.file(session::user(request), &request.place) {
        Ok(file) => send(request, file),
        Err(status @ (302 | 303)) => Reply::html(status).with(LOCATION, "/web/login"),
        Err(status) => Reply::html(status),
    };
    session::kept(reply, request)
}

fn send(request: &Asked, file: File) -> Reply {
    let File {
        bytes,
        name,
        media_type,
    } = file;
    let bare = request.world.release().sends_bare_files();
    let tag = if bare {
        format!("{:016x}", sum(&bytes))
    } else {
        format!("\"{:016x}\"", sum(&bytes))
    };
    if request.header(IF_NONE_MATCH.as_str()) == Some(&tag) {
        return Reply::new(304, media_type, "").with(ETAG, &tag);
    }
    let range = request.header(RANGE.as_str()).filter(|_| !bare);
    let reply = match range.and_then(|range| part(range, bytes.len())) {
        Some((from, to)) => {
            let part = bytes.get(from..=to).unwrap_or_default().to_vec();
            let range = format!("bytes {from}-{to}/{}", bytes.len());
            Reply::new(206, media_type, part).with(CONTENT_RANGE, &range)
        }
        None => Reply::new(200, media_type, bytes),
    };
    let reply = reply.with(ETAG, &tag);
    let download = request.place.parameter("download");
    let how = match download.as_deref() {
        Some("true" | "1") => "attachment",
        _ if bare => return reply,
        _ => "inline",
    };
    let reply = match name {
        Some(name) => reply.with(
            CONTENT_DISPOSITION,
            &format!("{how}; filename=\"{}\"", plain(&name)),
        ),
        None => reply,
    };
    if bare {
        reply
    } else {
        reply.with(ACCEPT_RANGES, "bytes")
    }
}

/// The `ETag`: an FNV-1a hash of the bytes.
fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// A file name in the form that a header allows.
fn plain(name: &str) -> String {
    let fits = |letter: &char| {
        (letter.is_ascii_graphic() || *letter == ' ') && !matches!(letter, '"' | '\\')
    };
    name.chars().filter(fits).collect()
}

/// The first and the last byte of a range such as `bytes=0-99`.
fn part(range: &str, length: usize) -> Option<(usize, usize)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let last = length.checked_sub(1)?;
    let (from, to) = match (from, to) {
        ("", count) => (length.checked_sub(count.parse().ok()?)?, last),
        (from, "") => (from.parse().ok()?, last),
        (from, to) => (from.parse().ok()?, to.parse::<usize>().ok()?.min(last)),
    };
    (from <= to).then_some((from, to))
}
