//! The Markdown pages: their sizes, the paths that they name, and what a published package needs. And the summaries of doc
//! comments.
#![allow(
    clippy::format_collect,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a page that cannot be read fails the test"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

#[test]
fn the_readme_is_at_most_8_kb() {
    let bytes = read(&root().join("README.md")).len();
    assert!(bytes <= 8192, "README.md has {bytes} bytes");
}

#[test]
fn a_published_crate_has_licences_and_a_readme_of_at_most_60_lines() {
    for folder in published() {
        for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(
                folder.join(file).is_file(),
                "{} has no {file}",
                folder.display()
            );
        }
        let lines = read(&folder.join("README.md")).lines().count();
        assert!(
            lines <= 60,
            "the README of {} has {lines} lines",
            folder.display()
        );
    }
}

/// Terms of the field that a reader enters into the search of the documentation.
///
/// An alias belongs on a method, a module, or a type of a public module: rustdoc loses that of a type which is re-exported from a private one.
const TERMS: [&str; 21] = [
    "aggregate",
    "backoff",
    "batch",
    "cancellation",
    "connection pool",
    "cursor",
    "eager loading",
    "external id",
    "idempotent",
    "incremental sync",
    "migration",
    "N+1",
    "nullable",
    "pagination",
    "prefetch",
    "proxy",
    "rate limit",
    "retry",
    "single-flight",
    "snapshot",
    "timeout",
];

#[test]
fn the_search_of_the_documentation_finds_the_terms_of_the_field() {
    let sources = tree().into_iter().filter(|path| {
        let path = path.strip_prefix(root()).unwrap();
        let is_source = path.extension().is_some_and(|ext| ext == "rs");
        is_source && (path.starts_with("odoo-orm/src") || path.starts_with("odoo-rpc/src"))
    });
    let sources: String = sources.map(|path| read(&path)).collect();
    let is_named = |term: &str| {
        let name = term.replace([' ', '-'], "_").to_lowercase();
        sources.lines().any(|line| {
            let line = line.trim_start();
            let alias = line.starts_with("#[doc(alias") && line.contains(&format!("\"{term}\""));
            let item = line.strip_prefix("pub ").unwrap_or_default();
            let item = item.split(['(', '<', ' ', ':', ';', '{']);
            alias || item.take(3).any(|word| word.to_lowercase() == name)
        })
    };
    let missing: Vec<&str> = TERMS.into_iter().filter(|term| !is_named(term)).collect();
    assert!(
        missing.is_empty(),
        "no item has the name or the alias (`#[doc(alias = \"...\")]`): {missing:?}"
    );
}

#[test]
fn paths_in_markdown_exist() {
    let tree = tree();
    let mut missing = Vec::new();
    let mut checked = 0;
    for page in tree
        .iter()
        .filter(|path| path.extension().is_some_and(|ext| ext == "md"))
    {
        let text = read(page);
        let links = links(&text)
            .into_iter()
            .map(|link| (link, page.parent().unwrap().join(link).exists()));
        let paths = code(&text)
            .into_iter()
            .map(|path| (path, is_in(&tree, path)));
        for (path, exists) in links.chain(paths) {
            checked += 1;
            if !exists {
                let page = page.strip_prefix(root()).unwrap().display();
                missing.push(format!("{page}: {path}"));
            }
        }
    }
    assert!(checked > 0, "no page names a path");
    assert!(
        missing.is_empty(),
        "no such file or folder:\n{}",
        missing.join("\n")
    );
}

#[test]
fn only_paths_of_the_repository_are_checked() {
    let page = "[a](docs/a.md#part) [b](https://example.com/b.md) [c](crate::World::method) \
        `scripts/odoo up 19` `tree/` `Cargo.toml` `/jsonrpc` `target/` `a.b` `web/home.py`\n\
        ```sh\nscripts/fuzz 60\n```\n```rust\nlet a = [b](c/d.md);\n```\n`.ci/run`";
    assert_eq!(links(page), ["docs/a.md"]);
    assert_eq!(
        code(page),
        [
            "scripts/odoo",
            "tree/",
            "Cargo.toml",
            ".ci/run",
            "scripts/fuzz"
        ]
    );
}

/// The crates whose doc comments have short summaries.
const SHORT_SUMMARIES: [&str; 9] = [
    "odoo-arrow",
    "odoo-axum",
    "odoo-cli",
    "odoo-datafusion",
    "odoo-derive",
    "odoo-mock",
    "odoo-orm",
    "odoo-rpc",
    "odoo-schema",
];

/// The maximum number of words in the first paragraph of a doc comment, which rustdoc shows in lists.
const SUMMARY_WORDS: usize = 15;

#[test]
fn summaries_of_doc_comments_have_at_most_15_words() {
    let mut long = Vec::new();
    let mut checked = 0;
    for folder in SHORT_SUMMARIES.map(|name| root().join(name)) {
        let sources = files(&folder.join("src"), "rs").into_iter();
        let sources = sources.map(|file| (read(&file), file));
        // Pages that `include_str!` puts into a doc comment.
        let pages = files(&folder.join("docs"), "md").into_iter();
        let pages = pages.map(|file| (as_doc(&read(&file)), file));
        for (source, file) in sources.chain(pages) {
            for (line, summary) in summaries(&source) {
                checked += 1;
                let words = summary.split_whitespace().count();
                if words > SUMMARY_WORDS && !summary.starts_with(['#', '|']) {
                    let file = file.strip_prefix(root()).unwrap().display();
                    long.push(format!("{file}:{line}: {words} words: {summary}"));
                }
            }
        }
    }
    assert!(checked > 500, "only {checked} doc comments were found");
    assert!(
        long.is_empty(),
        "expected at most {SUMMARY_WORDS} words in the first paragraph, then an empty line:\n{}",
        long.join("\n")
    );
}

#[test]
fn a_summary_is_the_first_paragraph_of_a_doc_comment() {
    let source = "//! A module.\n\n// Not a doc comment.\n/// Returns one\n/// of two.\n///\n/// # Errors\n\
        #[inline]\nfn one() {}\n    /// A field.\n    /// /// In an example.\n";
    let found: Vec<_> = summaries(source).collect();
    assert_eq!(
        found,
        [
            (1, "A module.".to_owned()),
            (4, "Returns one of two.".to_owned()),
            (10, "A field. /// In an example.".to_owned()),
        ]
    );
}

/// Returns the first paragraph of each doc comment, with the number of its first line.
fn summaries(source: &str) -> impl Iterator<Item = (usize, String)> {
    let docs: Vec<_> = source.lines().map(doc).collect();
    let starts = (0..docs.len()).filter({
        let docs = docs.clone();
        move |&at| docs[at].is_some() && (at == 0 || docs[at - 1].is_none())
    });
    starts.map(move |at| {
        let lines = docs[at..].iter().map_while(|doc| *doc);
        let paragraph: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
        (at + 1, paragraph.join(" "))
    })
}

/// Returns a Markdown page as a doc comment.
fn as_doc(page: &str) -> String {
    page.lines().map(|line| format!("/// {line}\n")).collect()
}

/// Returns the text of a line of a doc comment.
fn doc(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line
        .strip_prefix("///")
        .or_else(|| line.strip_prefix("//!"))?;
    (!text.starts_with('/')).then(|| text.trim())
}

/// Returns the files below a folder whose names end with this extension.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    tree()
        .into_iter()
        .filter(|path| path.starts_with(folder))
        .filter(|path| path.extension().is_some_and(|ext| ext == extension))
        .collect()
}

/// Returns the targets of links to files, without their fragments.
fn links(page: &str) -> Vec<&str> {
    prose(page)
        .flat_map(|text| text.split("](").skip(1))
        .filter_map(|rest| rest.split([')', '#']).next())
        .filter(|target| !target.is_empty() && !target.contains([':', '@']))
        .collect()
}

/// Returns the paths in inline code and in shell blocks: the first word of a span or a line.
fn code(page: &str) -> Vec<&str> {
    let spans = prose(page).flat_map(|text| text.split('`').skip(1).step_by(2));
    let commands = page
        .split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.strip_prefix("sh\n"))
        .flat_map(str::lines);
    spans
        .chain(commands)
        .filter_map(|code| code.split_whitespace().next())
        .filter(|word| is_path(word))
        .collect()
}

/// Returns the parts of a page outside of code blocks.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    page.split("```").step_by(2)
}

/// Tells whether a word is a path of this repository, and not a URL, a build product or one of Odoo's Python files.
fn is_path(word: &str) -> bool {
    const EXTENSIONS: [&str; 8] = ["json", "md", "rs", "sh", "svg", "toml", "txt", "yml"];
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    if !word.chars().all(is_plain) || word.starts_with(['/', '-']) || word.starts_with("target/") {
        return false;
    }
    let extension = Path::new(word).extension();
    match extension.and_then(|extension| extension.to_str()) {
        Some(extension) => EXTENSIONS.contains(&extension),
        // A folder, or a program.
        None => word.contains('/'),
    }
}

/// Names that look like paths of this repository: files that programs write, and a field.
const NOT_OURS: [&str; 4] = [
    ".cargo-checksum.json",
    "_export.json",
    "country_id/id",
    "state.json",
];

/// Tells whether a file or folder has this path, from the root of the repository or below some folder: pages about one crate
/// leave out its name.
fn is_in(tree: &[PathBuf], path: &str) -> bool {
    NOT_OURS.contains(&path)
        || root().join(path).exists()
        || tree.iter().any(|known| known.ends_with(path))
}

/// Returns all files and folders of the repository, without build products and hidden folders other than those it needs.
fn tree() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if ["target", ".git", "corpus", "artifacts"].contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push(path);
        }
    }
    found
}

/// Returns the folders of the crates that are published.
fn published() -> Vec<PathBuf> {
    let crates: Vec<_> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|folder| {
            let manifest = fs::read_to_string(folder.join("Cargo.toml"));
            manifest.is_ok_and(|manifest| {
                manifest.contains("[package]") && !manifest.contains("\npublish = false")
            })
        })
        .collect();
    assert!(!crates.is_empty(), "no crate is published");
    crates
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
