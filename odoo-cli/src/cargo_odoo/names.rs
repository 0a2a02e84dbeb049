//! Conversion of Odoo's names to Rust names.

/// Words that cannot be raw identifiers.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// The identifier of a field, and whether it needs `#[odoo(field = ...)]`.
///
/// Returns `None` for a name that the derive rejects.
pub(super) fn field(name: &str) -> Option<(String, bool)> {
    if !name.is_ascii() {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    if NEVER_RAW.contains(&lower.as_str()) {
        return Some((format!("{lower}_"), true));
    }
    // syn knows the keywords of all editions.
    let ident = if syn::parse_str::<syn::Ident>(&lower).is_ok() {
        lower.clone()
    } else {
        format!("r#{lower}")
    };
    Some((ident, lower != name))
}

/// `SaleOrder` for `sale.order`, `Partner` for `res.partner`.
pub(super) fn model(name: &str) -> String {
    let short = name.strip_prefix("res.").unwrap_or(name);
    let short = pascal(short);
    if short.starts_with(|first: char| first.is_ascii_digit()) || short.is_empty() {
        return format!("Model{short}");
    }
    short
}

/// The variants of an enum, one for each key, all different.
pub(super) fn variants(keys: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for key in keys {
        let mut name = pascal(key);
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            name = format!("Key{name}");
        }
        if name == "Self" {
            name.push('_');
        }
        let unique = (1..).map(|number| match number {
            1 => name.clone(),
            number => format!("{name}{number}"),
        });
        let unique = unique.into_iter().find(|name| !all.contains(name));
        all.extend(unique);
    }
    all
}

/// The key that the derive uses for a variant without an attribute.
pub(super) fn key_of(variant: &str) -> String {
    let mut key = String::new();
    for letter in variant.chars() {
        if letter.is_uppercase() && !key.is_empty() {
            key.push('_');
        }
        key.extend(letter.to_lowercase());
    }
    key
}

pub(super) fn pascal(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty()).map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_of_fields_become_identifiers() {
        for (name, expected) in [
            ("name", Some(("name", false))),
            ("type", Some(("r#type", false))),
            ("self", Some(("self_", true))),
            ("x_2nd", Some(("x_2nd", false))),
            ("X_Upper", Some(("x_upper", true))),
            ("é", None),
        ] {
            let expected = expected.map(|(ident, needed): (&str, bool)| (ident.to_owned(), needed));
            assert_eq!(field(name), expected, "{name}");
        }
    }

    #[test]
    fn models_and_keys_become_types_and_variants() {
        assert_eq!(model("res.partner"), "Partner");
        assert_eq!(model("sale.order.line"), "SaleOrderLine");
        assert_eq!(model("res.2fa"), "Model2fa");
        let keys = ["in_payment", "IN payment", "1", "", "+", "self"].map(str::to_owned);
        assert_eq!(
            variants(&keys),
            ["InPayment", "InPayment2", "Key1", "Key", "Key2", "Self_"]
        );
        assert_eq!(key_of("InPayment"), "in_payment");
    }
}
