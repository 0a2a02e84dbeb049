//! Files: the bytes of fields, and reports.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use odoo_rpc::Call;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::{
    rpc::{Output, Protocol, Request},
    world::World,
};

/// A file for a download.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) name: Option<String>,
    pub(crate) media_type: &'static str,
}

/// A requested location: the segments of a path, and a query.
pub(crate) struct Place {
    segments: Vec<String>,
    query: String,
}

impl Place {
    /// Trailing and doubled slashes are ignored.
    pub(crate) fn new(path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        Place {
            segments: segments.map(decoded).collect(),
            query: query.to_owned(),
        }
    }

    /// The location of the file that a call requests.
    ///
    /// Reports have a context, as in the HTTP transport.
    pub(crate) fn of(call: &Call) -> Self {
        let path = call.path().unwrap_or_default();
        let mut place = Place::new(path);
        let context = call.context();
        if path.starts_with("/report/") && !context.is_empty() {
            let context = context.to_string();
            let context = utf8_percent_encode(&context, NON_ALPHANUMERIC);
            place.query = format!("{}&context={context}&force_context_lang=1", place.query);
        }
        place
    }

    pub(crate) fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// A value of the query.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(known, _)| *known == name)?;
        Some(decoded(&value.replace('+', " ")))
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The placeholder image: one pixel.
const PLACEHOLDER: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\xfc\xcf\xc0P\x0f\0\x04\x85\x01\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82";

impl World {
    /// Returns the file at a location for a user, or an error status.
    ///
    /// An anonymous visitor sees only the placeholder of an image.
    pub(crate) fn file(&self, user: Option<i64>, place: &Place) -> Result<File, u16> {
        let segments = place.segments();
        match (segments.as_slice(), user) {
            (["web", "content", rest @ ..], Some(user)) => {
                self.content(user, place, rest).ok_or(404)
            }
            (["web", "image", rest @ ..], user) => {
                let found = user.and_then(|user| self.content(user, place, rest));
                Ok(found.unwrap_or(File {
                    bytes: PLACEHOLDER.to_vec(),
                    name: None,
                    media_type: "image/png",
                }))
            }
            (["report", format @ ("pdf" | "html"), name, rest @ ..], Some(user)) => {
                let ids = rest.first().copied().unwrap_or_default();
                self.report_page(user, place, (format, name, ids))
                    .ok_or(500)
            }
            // A redirect to the login page.
            (["report", ..], None) => Err(if self.release().redirects_with_302() {
                302
            } else {
                303
            }),
            _ => Err(404),
        }
    }

    /// `/web/content/7`, `/web/content/ir.attachment/7/datas`, or the same in the query.
    fn content(&self, user: i64, place: &Place, segments: &[&str]) -> Option<File> {
        let asked = |name: &str| place.parameter(name);
        let is_number = |text: &str| text.parse::<i64>().is_ok();
        let (model, id, field) = match segments {
            [] => (asked("model"), asked("id")?, asked("field")),
            [id] | [id, _] if is_number(id) => (None, (*id).to_owned(), asked("field")),
            [model, id] => (Some((*model).to_owned()), (*id).to_owned(), asked("field")),
            [model, id, field, ..] => (
                Some((*model).to_owned()),
                (*id).to_owned(),
                Some((*field).to_owned()),
            ),
            [_] => return None,
        };
        let model = model.unwrap_or_else(|| "ir.attachment".to_owned());
        let field = field.unwrap_or_else(|| "datas".to_owned());
        let row = self.row_as(user, &model, id.parse().ok()?, &[&field, "display_name"])?;
        let bytes = STANDARD.decode(row.get(&field)?.as_str()?).ok()?;
        let name = row.get("display_name").and_then(Value::as_str);
        Some(File {
            media_type: media_type(&bytes),
            bytes,
            name: name.map(str::to_owned),
        })
    }

    /// The fields of a record, if the user may read it.
    fn row_as(&self, user: i64, model: &str, id: i64, fields: &[&str]) -> Option<Value> {
        let request = Request {
            model: model.to_owned(),
            method: "read".to_owned(),
            args: vec![json!([id]), json!(fields)],
            kwargs: Map::new(),
            protocol: Protocol::CallKw,
        };
        let mut state = self.state();
        let env = state.env_of(user);
        let rows = state.execute(&env, request).map(Output::into_value);
        rows.ok()?.get(0).cloned()
    }

    /// Renders a report that a test added, in the context of the request.
    fn report_page(
        &self,
        user: i64,
        place: &Place,
        (format, name, ids): (&str, &str, &str),
    ) -> Option<File> {
        let mut context = self.user_context(user);
        let asked = place.parameter("context");
        if let Some(Value::Object(mut more)) =
            asked.and_then(|text| serde_json::from_str(&text).ok())
        {
            let forces_language = place.parameter("force_context_lang").is_some();
            if !(self.release().reports_have_context_language() && forces_language) {
                more.remove("lang");
            }
            context.extend(more);
        }
        let ids = ids.split(',').filter_map(|id| id.parse().ok());
        let bytes = self.run_report(user, name, ids.collect(), context)?;
        Some(File {
            bytes,
            name: (format == "pdf").then(|| format!("{name}.pdf")),
            media_type: if format == "pdf" {
                "application/pdf"
            } else {
                "text/html; charset=utf-8"
            },
        })
    }
}

/// The MIME type of bytes, by their prefix.
fn media_type(bytes: &[u8]) -> &'static str {
    const BEGINNINGS: &[(&[u8], &str)] = &[
        (b"\x89PNG", "image/png"),
        (b"\xff\xd8", "image/jpeg"),
        (b"%PDF", "application/pdf"),
    ];
    let found = BEGINNINGS
        .iter()
        .find(|(begin, _)| bytes.starts_with(begin));
    found.map_or("application/octet-stream", |(_, kind)| kind)
}
