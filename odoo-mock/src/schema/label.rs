/// A label, derived from a technical name.
pub(crate) fn label(name: &str) -> String {
    let name = name.strip_prefix("x_").unwrap_or(name);
    let name = name
        .strip_suffix("_ids")
        .or(name.strip_suffix("_id"))
        .unwrap_or(name);
    let words = name.split(['_', '.']).filter(|word| !word.is_empty());
    let words = words.map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(char::to_uppercase);
        first
            .into_iter()
            .flatten()
            .chain(letters)
            .collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}
