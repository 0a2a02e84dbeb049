//! `odoo report`: a PDF.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use odoo_rpc::{Call, Download, Error, ErrorKind};
use serde_json::json;

use super::{
    arguments::Report,
    file::{Target, is_stdout},
    run::Run,
};
use crate::failure::{Failure, Result};

pub(super) async fn report(run: &mut Run<'_>, report: Report) -> Result<()> {
    let ids = report
        .ids
        .split(',')
        .map(|id| id.trim().parse::<i64>().ok().filter(|id| *id > 0));
    let ids: Vec<i64> = ids.collect::<Option<_>>().ok_or_else(|| {
        Failure::usage(format!(
            "invalid ids `{}`: expected numbers such as 3,7",
            report.ids
        ))
    })?;
    let mut content = match run
        .client
        .download(Download::report(&report.name, ids))
        .await
    {
        Ok(content) => content,
        Err(error) if is_answer(&error) && is_unknown(run, &report.name).await => {
            return Err(Failure::usage(format!(
                "no report `{}`: `odoo search ir.actions.report report_name model` lists them",
                report.name
            )));
        }
        Err(error) => return Err(error.into()),
    };
    // The name from the server is not used as a path.
    let named = content
        .file_name()
        .and_then(|name| Path::new(name).file_name());
    let usual = || {
        named.map_or_else(
            || PathBuf::from(format!("{}.pdf", report.name)),
            PathBuf::from,
        )
    };
    let path = report.file.clone().unwrap_or_else(usual);
    let mut file = Target::create(&path)?;
    let mut size = 0;
    while let Some(bytes) = content.chunk().await? {
        file.write_all(&bytes)
            .map_err(|error| Target::failure(&path, error))?;
        size += bytes.len();
    }
    file.finish()?;
    // The standard output has the file alone.
    if is_stdout(&path) {
        return Ok(());
    }
    run.output.pairs(&[
        ("file", path.display().to_string().into()),
        ("bytes", size.into()),
    ])
}

/// Whether the server answered, so that it is worth another call.
fn is_answer(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Missing | ErrorKind::Invalid | ErrorKind::Server | ErrorKind::BadResponse
    )
}

/// Whether the server says that it has no such report.
///
/// Odoo answers a request for one with an error of the server. Not every user may read the list.
async fn is_unknown(run: &Run<'_>, name: &str) -> bool {
    let call = Call::read("ir.actions.report", "search_count");
    let call = call.arg("domain", json!([["report_name", "=", name]]));
    let found = run.client.call(call).await;
    found
        .and_then(|count| count.decode::<u64>())
        .is_ok_and(|count| count == 0)
}
