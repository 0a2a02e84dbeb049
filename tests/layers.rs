//! The layers of each crate: a module imports only modules below it.
#![allow(
    clippy::unwrap_used,
    reason = "a source file that cannot be read fails the test"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// A crate and the order of its top-level modules.
struct Layers {
    /// The sources, from the root of the repository.
    src: &'static str,
    /// Layers from the lowest to the highest. A module may import those before it, also within its layer.
    order: &'static [(&'static str, &'static [&'static str])],
    /// How many modules import each other in a circle. Lower it when a circle is gone, never raise it.
    in_circles: usize,
}

/// The crates whose layers are checked. `ARCHITECTURE.md` shows the same picture.
const CRATES: [Layers; 4] = [
    Layers {
        src: "odoo-rpc/src",
        order: &[
            (
                "values",
                &[
                    "context",
                    "jitter",
                    "operation",
                    "printable",
                    "row_sink",
                    "version",
                ],
            ),
            (
                "errors",
                &["call_info", "outcome", "json", "xml", "fault", "error"],
            ),
            ("calls", &["call", "blocking", "cancel", "call_state"]),
            (
                "observability",
                &["runtime", "trace", "observability", "report"],
            ),
            ("responses", &["response", "download"]),
            ("transport", &["transport", "prefetch"]),
            ("client", &["health", "client"]),
            ("http", &["http"]),
        ],
        in_circles: 0,
    },
    Layers {
        src: "odoo-orm/src",
        order: &[
            ("metadata", &["version", "encoder", "model"]),
            ("field types", &["value", "relation"]),
            ("conditions", &["field", "order", "domain"]),
            ("writes", &["values", "command"]),
            ("decoding", &["record", "response", "patch"]),
            ("requests", &["lower", "tree"]),
            ("queries", &["query", "group", "method"]),
            ("streams", &["stream", "changes", "untyped"]),
            ("models", &["batches", "model_ext"]),
            (
                "surface",
                &[
                    "schema",
                    "serde_forms",
                    "types",
                    "sync",
                    "bulk",
                    "rpc",
                    "guide",
                    "prelude",
                    "__private",
                ],
            ),
        ],
        in_circles: 0,
    },
    Layers {
        src: "odoo-mock/src",
        order: &[
            (
                "basics",
                &["version", "exception", "misuse", "python", "blank"],
            ),
            ("storage", &["schema", "storage", "value"]),
            ("reading", &["domain", "query"]),
            ("writing", &["records"]),
            ("calls", &["rpc"]),
            ("world", &["base", "logins", "world"]),
            ("transports", &["web", "in_process", "http"]),
        ],
        in_circles: 0,
    },
    Layers {
        src: "odoo-derive/src",
        order: &[
            ("attributes", &["name", "fields", "attr", "versions"]),
            ("check", &["schema"]),
            ("macros", &["model", "projection", "selection", "methods"]),
            ("tests", &["snapshot"]),
        ],
        in_circles: 0,
    },
];

#[test]
fn modules_import_only_lower_modules() {
    for layers in &CRATES {
        let imports = imports(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("..")
                .join(layers.src),
        );
        let errors = check(layers, &imports);
        assert!(errors.is_empty(), "{}:\n{}", layers.src, errors.join("\n"));
    }
}

#[test]
fn an_upward_import_a_circle_and_a_missing_module_are_found() {
    let layers = |in_circles| Layers {
        src: "x",
        order: &[("low", &["a", "b"]), ("high", &["c"])],
        in_circles,
    };
    let imports = |edges: &[(&str, &[&str])]| -> Imports {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        edges
            .iter()
            .map(|(from, to)| ((*from).to_owned(), owned(to)))
            .collect()
    };
    let fine = imports(&[("a", &[]), ("b", &["a"]), ("c", &["a", "b"])]);
    assert!(check(&layers(0), &fine).is_empty());
    assert_eq!(check(&layers(1), &fine).len(), 1, "the number can shrink");
    let upward = imports(&[("a", &["c"]), ("b", &[]), ("c", &[])]);
    assert_eq!(
        check(&layers(0), &upward),
        ["`a` imports `c`, which is above it"]
    );
    let circle = imports(&[("a", &["b"]), ("b", &["a"]), ("c", &[])]);
    assert_eq!(check(&layers(0), &circle).len(), 1);
    // Within a circle that is stated, no order exists.
    assert!(check(&layers(2), &circle).is_empty());
    let unknown = imports(&[("a", &[]), ("b", &[]), ("d", &[])]);
    assert_eq!(check(&layers(0), &unknown).len(), 2);
}

#[test]
fn imports_are_read_from_use_lines_and_paths() {
    let text = r#"
        //! See [`crate::doc::Comment`].
        use std::fmt;
        use crate::{a::{X, y::Z}, b, Root}; // crate::comment
        use super::super::c::W;
        use super::sibling;
        fn f() -> crate::d::D { let _ = "crate::string"; }
        #[cfg(test)]
        mod tests;
        use crate::after_tests_in_a_file;
        #[cfg(test)]
        mod tests { use crate::only_in_tests::T; }
    "#;
    let found: Vec<String> = names(text, 2).into_iter().collect();
    assert_eq!(found, ["Root", "a", "after_tests_in_a_file", "b", "c", "d"]);
    let root = "mod a;\npub use a::{Root, inner::Other as Renamed};\npub use b::B;";
    let exported: Vec<_> = reexports(root).into_iter().collect();
    let pair = |name: &str, module: &str| (name.to_owned(), module.to_owned());
    assert_eq!(
        exported,
        [pair("B", "b"), pair("Renamed", "a"), pair("Root", "a")]
    );
}

/// The modules that each module imports.
type Imports = BTreeMap<String, BTreeSet<String>>;

fn check(layers: &Layers, imports: &Imports) -> Vec<String> {
    let order: Vec<&str> = layers
        .order
        .iter()
        .flat_map(|(_, modules)| modules.iter().copied())
        .collect();
    let place = |module: &str| order.iter().position(|known| *known == module);
    let reachable: BTreeMap<&str, BTreeSet<&str>> = imports
        .keys()
        .map(|module| (module.as_str(), reach(imports, module)))
        .collect();
    let mut errors = Vec::new();
    let circular: Vec<&str> = reachable
        .iter()
        .filter(|(module, found)| found.contains(*module))
        .map(|(module, _)| *module)
        .collect();
    if circular.len() != layers.in_circles {
        errors.push(format!(
            "{} modules are in circles, {} are stated: {}",
            circular.len(),
            layers.in_circles,
            circular.join(", ")
        ));
        return errors;
    }
    if order.is_empty() {
        return errors;
    }
    for (module, found) in imports {
        if place(module).is_none() {
            errors.push(format!("`{module}` is in no layer: add it to `CRATES`"));
        }
        for other in found {
            let is_circle = reachable
                .get(other.as_str())
                .is_some_and(|found| found.contains(module.as_str()));
            if place(other) > place(module) && !is_circle {
                errors.push(format!("`{module}` imports `{other}`, which is above it"));
            }
        }
    }
    let gone = order.iter().filter(|name| !imports.contains_key(**name));
    errors.extend(gone.map(|name| format!("`{name}` is in `CRATES`, but is not a module")));
    errors
}

/// Returns the modules that a module reaches through imports.
fn reach<'a>(imports: &'a Imports, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        for next in imports.get(module).into_iter().flatten() {
            if found.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    found
}

/// Reads the imports of a crate: of each top-level module with its submodules, without its tests.
fn imports(src: &Path) -> Imports {
    let root = fs::read_to_string(src.join("lib.rs")).unwrap();
    let exported = reexports(&root);
    let mut found = Imports::new();
    let mut open = vec![src.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && stem != "tests" {
                open.push(path.clone());
            }
            let is_source = path.extension().is_some_and(|extension| extension == "rs");
            if !is_source || ["lib", "main", "tests"].contains(&stem.as_str()) {
                continue;
            }
            let module = path.strip_prefix(src).unwrap().with_extension("");
            let depth = module.components().count();
            let top = module.iter().next().unwrap().to_str().unwrap().to_owned();
            let used = names(&fs::read_to_string(&path).unwrap(), depth)
                .into_iter()
                .map(|name| exported.get(&name).cloned().unwrap_or(name))
                .filter(|name| *name != top && is_module(src, name));
            found.entry(top.clone()).or_default().extend(used);
        }
    }
    assert!(!found.is_empty(), "{} has no modules", src.display());
    found
}

fn is_module(src: &Path, name: &str) -> bool {
    src.join(name).with_extension("rs").is_file() || src.join(name).is_dir()
}

/// Returns the first names of all paths from the crate's root in a file of a module so many levels below it.
fn names(text: &str, depth: usize) -> BTreeSet<String> {
    let text = code(text);
    let above = "super::".repeat(depth);
    let mut found = BTreeSet::new();
    for prefix in ["crate::", above.as_str()] {
        for (at, _) in text.match_indices(prefix) {
            let before = text.get(..at).unwrap_or_default();
            let is_inside = before.ends_with(|c: char| c == ':' || c == '_' || c.is_alphanumeric());
            let rest = text.get(at + prefix.len()..).unwrap_or_default();
            if !is_inside && !rest.starts_with("super::") {
                found.extend(leaves(rest).into_iter().map(|(first, _)| first));
            }
        }
    }
    found
}

/// Returns the module of each item that the root of a crate exports.
fn reexports(root: &str) -> BTreeMap<String, String> {
    let text = code(root);
    let uses = text.match_indices("pub use ");
    uses.flat_map(|(at, found)| leaves(text.get(at + found.len()..).unwrap_or_default()))
        .map(|(first, last)| (last, first))
        .collect()
}

/// Returns the first and the last name of each path in a use tree such as `a::{b, c::d}`.
fn leaves(tree: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut starts: Vec<Option<String>> = vec![None];
    let (mut first, mut last): (Option<String>, String) = (None, String::new());
    let mut end = |first: &mut Option<String>, last: &mut String| {
        if let Some(first) = first.take() {
            found.push((first, std::mem::take(last)));
        }
    };
    let mut rest = tree;
    while let Some(next) = rest.chars().next() {
        let word = rest.find(|c: char| c != '_' && !c.is_alphanumeric());
        let word = rest.get(..word.unwrap_or(rest.len())).unwrap_or_default();
        if !word.is_empty() {
            if word != "as" {
                first.get_or_insert_with(|| word.to_owned());
                word.clone_into(&mut last);
            }
            rest = rest.get(word.len()..).unwrap_or_default();
            // A path outside of braces ends with its last name.
            if starts.len() == 1 && !rest.starts_with("::") && !rest.starts_with(" as ") {
                break;
            }
            continue;
        }
        match next {
            '{' => starts.push(first.take()),
            ',' => end(&mut first, &mut last),
            '}' => {
                end(&mut first, &mut last);
                starts.pop();
                if starts.len() == 1 {
                    break;
                }
            }
            ';' => break,
            _ => {}
        }
        if matches!(next, '{' | ',') {
            first = starts.last().cloned().flatten();
        } else if next == '}' {
            first = None;
        }
        rest = rest.get(next.len_utf8()..).unwrap_or_default();
    }
    end(&mut first, &mut last);
    found
}

/// Returns a source file without comments, the contents of strings, and its tests.
///
/// Tests in a file of their own are declared at the top, so only tests in braces end the code.
fn code(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().map_or("", |next| next.trim());
        if line.trim() == "#[cfg(test)]" && next.starts_with("mod ") && next.contains('{') {
            break;
        }
        let line = line.split("//").next().unwrap_or(line);
        // Outside of strings, as far as they are within a line.
        out.extend(line.split('"').step_by(2));
        out.push('\n');
    }
    out
}
