//! Downloads of files.

mod content;

pub use content::Content;

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::call::Call;

/// A reference to a file on the server, for [`Client::download`](crate::Client::download).
///
/// A download needs the session of a [password](crate::Credentials::password): Odoo 14 to 19 accept no API key for files (`web/controllers/binary.py`).
/// With an API key, read the field of the file like any other field.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use std::io::Write as _;
/// # let world = odoo_mock::World::new();
/// # world.report("account.report_invoice", |_| Ok(b"%PDF".to_vec()));
/// # let (odoo, mut file) = (world.client(), Vec::new());
/// use odoo_orm::rpc::Download;
///
/// let mut invoice = odoo.download(Download::report("account.report_invoice", [42])).await?;
/// println!("{:?}, {:?} bytes", invoice.file_name(), invoice.len());
/// while let Some(bytes) = invoice.chunk().await? {
///     file.write_all(&bytes)?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
#[must_use = "`Client::download` gets the file"]
pub struct Download(Call);

impl Download {
    /// Refers to a binary field, such as `image_128` of `res.partner`.
    pub fn field(model: &str, id: impl Into<i64>, field: &str) -> Self {
        Self::of(["web", "content", model], &[id.into()], &[field])
    }

    /// Refers to an attachment (`ir.attachment`).
    pub fn attachment(id: impl Into<i64>) -> Self {
        Self::of(["web", "content"], &[id.into()], &[])
    }

    /// Refers to an image field, resized to at most this size in pixels.
    ///
    /// 0 for both leaves the size as it is.
    ///
    /// If the image is missing, or the user lacks access, the server returns a placeholder; [`field`](Self::field) fails instead. So the client first
    /// checks that the session is valid, which is one more request.
    pub fn image(model: &str, id: impl Into<i64>, field: &str, width: u32, height: u32) -> Self {
        let size = format!("{width}x{height}");
        Self::of(["web", "image", model], &[id.into()], &[field, &size])
    }

    /// Refers to the PDF of a report, by its technical name, such as `account.report_invoice`.
    ///
    /// The server needs `wkhtmltopdf`.
    ///
    /// Its language comes from the client's context, unless the report sets one, such as the customer's. Odoo 14 uses the user's language.
    pub fn report(name: &str, ids: impl IntoIterator<Item: Into<i64>>) -> Self {
        let ids: Vec<i64> = ids.into_iter().map(Into::into).collect();
        Self::of(["report", "pdf", name], &ids, &[])
    }

    /// Refers to any page, by its path and query, such as `/my/export?format=csv`.
    ///
    /// A page may have other content for visitors without a session. So the client first checks that the session is valid.
    pub fn path(path: impl AsRef<str>) -> Self {
        let path = path.as_ref();
        Download(Call::page(
            format!("/{}", path.strip_prefix('/').unwrap_or(path)),
            true,
        ))
    }

    /// Builds a path from its beginning, the ids of records, and its end.
    fn of<const N: usize>(before: [&str; N], ids: &[i64], behind: &[&str]) -> Self {
        let joined = |segments: &mut dyn Iterator<Item = &str>| {
            segments.fold(String::new(), |path, segment| {
                format!("{path}/{}", utf8_percent_encode(segment, NO_SEGMENT))
            })
        };
        let before = joined(&mut before.into_iter());
        let behind = joined(&mut behind.iter().copied());
        let numbers: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let path = format!("{before}/{}{behind}", numbers.join(","));
        let template = format!("{before}/{{id}}{behind}");
        Download(Call::page(path, true).of_records(ids.len(), template))
    }

    pub(crate) fn into_call(self) -> Call {
        self.0
    }
}

/// The characters that are encoded in a segment of a path.
const NO_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b',');

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Download").field(&self.0.info()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Target;

    #[test]
    fn names_become_segments_and_display_omits_ids() {
        let is = |download: Download, path: &str, told: &str| {
            let Target::Page { path: actual, .. } = &download.0.target else {
                panic!("{download:?}")
            };
            assert_eq!(
                (actual.as_str(), download.0.info().to_string().as_str()),
                (path, told)
            );
        };
        is(
            Download::field("res.partner", 3, "image_128"),
            "/web/content/res.partner/3/image_128",
            "`/web/content/res.partner/{id}/image_128` on 1 record",
        );
        is(
            Download::image("res.partner", 3, "image_1920", 64, 32),
            "/web/image/res.partner/3/image_1920/64x32",
            "`/web/image/res.partner/{id}/image_1920/64x32` on 1 record",
        );
        is(
            Download::report("sale.report_saleorder", [1, 2]),
            "/report/pdf/sale.report_saleorder/1,2",
            "`/report/pdf/sale.report_saleorder/{id}` on 2 records",
        );
        is(
            Download::attachment(7),
            "/web/content/7",
            "`/web/content/{id}` on 1 record",
        );
        is(
            Download::field("m", 1, "a/b?c#d"),
            "/web/content/m/1/a%2Fb%3Fc%23d",
            "`/web/content/m/{id}/a%2Fb%3Fc%23d` on 1 record",
        );
        is(
            Download::path("my/page?token=canary"),
            "/my/page?token=canary",
            "`/my/page`",
        );
    }

    #[test]
    fn a_path_is_the_same_with_a_slash_and_without() {
        for path in ["web/image/m/3/image_128", "report/pdf/r/1", "my/page?x=/"] {
            let with = Download::path(format!("/{path}"));
            assert_eq!(Download::path(path), with);
        }
    }
}
