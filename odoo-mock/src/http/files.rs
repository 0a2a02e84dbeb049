//! Downloads: `/web/content` and `/web/image`, for sessions.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, ETAG, IF_NONE_MATCH, RANGE,
};
use serde_json::{Value, json};

use super::{page::Reply, service::Asked, session};
use crate::{
    call::{Output, Request, Wire},
    world::World,
};

/// What is asked for.
struct File {
    model: String,
    id: i64,
    field: String,
}

/// One pixel, where there is no picture.
const PLACEHOLDER: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\xfc\xcf\xc0P\x0f\0\x04\x85\x01\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82";

pub(super) fn answer(request: &Asked, parts: &[&str]) -> Reply {
    let is_image = parts.get(1) == Some(&"image");
    let found = file(request, parts.get(2..).unwrap_or_default());
    let user = session::user(request);
    let read = found
        .zip(user)
        .and_then(|(file, user)| read(&request.world, user, &file));
    let reply = match read {
        Some((bytes, name, kind)) => send(request, bytes, &name, kind),
        None if is_image => Reply::new(200, "image/png", PLACEHOLDER),
        None => Reply::html(404),
    };
    session::kept(reply, request)
}

/// `/web/content/7`, `/web/content/ir.attachment/7/datas`, or the same in the query.
fn file(request: &Asked, parts: &[&str]) -> Option<File> {
    let asked = |name: &str| request.parameter(name).map(str::to_owned);
    let field = || asked("field");
    let (model, id, field) = match parts {
        [] => (asked("model"), asked("id")?, field()),
        [id] | [id, _] if id.parse::<i64>().is_ok() => (None, (*id).to_owned(), field()),
        [model, id] => (Some((*model).to_owned()), (*id).to_owned(), field()),
        [model, id, field, ..] => (
            Some((*model).to_owned()),
            (*id).to_owned(),
            Some((*field).to_owned()),
        ),
        [_] => return None,
    };
    let model = model.unwrap_or_else(|| "ir.attachment".to_owned());
    let field = field.unwrap_or_else(|| "datas".to_owned());
    Some(File {
        model,
        id: id.parse().ok()?,
        field,
    })
}

/// The bytes, the name and the type of a file that the user may read.
fn read(world: &World, user: i64, file: &File) -> Option<(Vec<u8>, String, &'static str)> {
    let call = |fields: Value| {
        let request = Request {
            model: file.model.clone(),
            method: "read".to_owned(),
            args: vec![json!([file.id]), fields],
            kwargs: serde_json::Map::new(),
            wire: Wire::CallKw,
        };
        let mut state = world.state();
        let env = crate::env::Env {
            user,
            ..crate::env::Env::superuser(state.now())
        };
        let env = crate::env::Env { sudo: false, ..env };
        crate::call::execute(&mut state.db, &env, request)
            .ok()
            .map(Output::into_value)
    };
    let row = call(json!([file.field, "display_name"]))?;
    let row = row.get(0)?;
    let bytes = STANDARD.decode(row.get(&file.field)?.as_str()?).ok()?;
    let name = row
        .get("display_name")
        .and_then(Value::as_str)
        .unwrap_or("file")
        .to_owned();
    let kind = if bytes.starts_with(b"\x89PNG") {
        "image/png"
    } else if bytes.starts_with(b"\xff\xd8") {
        "image/jpeg"
    } else if bytes.starts_with(b"%PDF") {
        "application/pdf"
    } else {
        "application/octet-stream"
    };
    Some((bytes, name, kind))
}

fn send(request: &Asked, bytes: Vec<u8>, name: &str, kind: &'static str) -> Reply {
    let version = request.world.release();
    // Which bytes they are: a hash that is made here and means nothing elsewhere.
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    let tag = if version.since(16) {
        format!("\"{sum:016x}\"")
    } else {
        format!("{sum:016x}")
    };
    if request.header(IF_NONE_MATCH.as_str()) == Some(&tag) {
        return Reply::new(304, kind, "").with(ETAG, &tag);
    }
    let download = request
        .parameter("download")
        .is_some_and(|value| matches!(value, "true" | "1"));
    let name: String = name
        .chars()
        .filter(|letter| letter.is_ascii_graphic() || *letter == ' ')
        .collect();
    let name = name.replace(['"', '\\'], "");
    let reply = match request
        .header(RANGE.as_str())
        .and_then(|range| part(range, bytes.len()))
    {
        Some((from, to)) if version.since(16) => {
            let part = bytes.get(from..=to).unwrap_or_default().to_vec();
            let range = format!("bytes {from}-{to}/{}", bytes.len());
            Reply::new(206, kind, part).with(CONTENT_RANGE, &range)
        }
        _ => Reply::new(200, kind, bytes),
    };
    let reply = reply.with(ETAG, &tag);
    match (version.since(16), download) {
        (true, _) => {
            let how = if download { "attachment" } else { "inline" };
            reply
                .with(CONTENT_DISPOSITION, &format!("{how}; filename=\"{name}\""))
                .with(ACCEPT_RANGES, "bytes")
        }
        (false, true) => reply.with(
            CONTENT_DISPOSITION,
            &format!("attachment; filename=\"{name}\""),
        ),
        (false, false) => reply,
    }
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
