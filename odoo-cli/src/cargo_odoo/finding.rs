//! Mistakes in structs, and their output.

use std::{fmt::Write as _, path::PathBuf};

use serde_json::json;

use super::arguments::Format;

/// A mistake, and its place in the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) file: PathBuf,
    pub(super) line: usize,
    pub(super) model: String,
    pub(super) field: Option<String>,
    pub(super) sentence: String,
}

/// Writes findings in a format. Notes are written only in the format for people.
pub(super) fn write(output: &mut String, format: Format, findings: &[Finding], notes: &[String]) {
    // Writing to a string cannot fail.
    let mut line = |text: String| {
        let _ = writeln!(output, "{text}");
    };
    match format {
        Format::Human => {
            for finding in findings {
                line(format!(
                    "{}:{}: {}",
                    finding.file.display(),
                    finding.line,
                    finding.sentence
                ));
            }
            for note in notes {
                line(format!("note: {note}"));
            }
        }
        Format::Json => {
            let all: Vec<_> = findings
                .iter()
                .map(|finding| {
                    json!({
                        "file": finding.file.to_string_lossy(),
                        "line": finding.line,
                        "model": finding.model,
                        "field": finding.field,
                        "message": finding.sentence,
                    })
                })
                .collect();
            line(json!({"findings": all, "notes": notes}).to_string());
        }
        Format::Github => {
            for finding in findings {
                line(format!(
                    "::error file={},line={}::{}",
                    property(&finding.file.to_string_lossy()),
                    finding.line,
                    data(&finding.sentence)
                ));
            }
            for note in notes {
                line(format!("::notice::{}", data(note)));
            }
        }
    }
}

/// The message of a workflow command, on one line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_names_file_and_line() {
        let finding = Finding {
            file: "a,b.rs".into(),
            line: 3,
            model: "res.partner".into(),
            field: Some("x".into()),
            sentence: "100% gone".into(),
        };
        let text = |format| {
            let mut output = String::new();
            write(
                &mut output,
                format,
                std::slice::from_ref(&finding),
                &["more".into()],
            );
            output
        };
        assert_eq!(text(Format::Human), "a,b.rs:3: 100% gone\nnote: more\n");
        assert_eq!(
            text(Format::Github),
            "::error file=a%2Cb.rs,line=3::100%25 gone\n::notice::more\n"
        );
        let json: serde_json::Value = serde_json::from_str(&text(Format::Json)).unwrap();
        assert_eq!(json["findings"][0]["line"], 3);
        assert_eq!(json["notes"][0], "more");
    }
}
