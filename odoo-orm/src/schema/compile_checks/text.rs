//! Comparison of text in constants, where `==` is not available.

pub(super) const fn contains(all: &[&str], text: &str) -> bool {
    let mut at = 0;
    while at < all.len() {
        if is_same(all[at], text) {
            return true;
        }
        at += 1;
    }
    false
}

pub(super) const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    // Names differ more often at their ends.
    let mut at = one.len();
    while at > 0 {
        at -= 1;
        if one[at] != other[at] {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_if_every_byte_is() {
        let text = "res.partner.category";
        for length in 0..=text.len() {
            let one = &text[..length];
            assert!(is_same(one, &String::from(one)));
            for at in 0..length {
                let mut other = one.to_owned().into_bytes();
                other[at] ^= 1;
                assert!(!is_same(one, std::str::from_utf8(&other).unwrap()), "{at}");
            }
            assert!(!is_same(one, "another length than all of them"));
        }
        assert!(contains(&["a", "b"], "b") && !contains(&["a", "b"], ""));
    }
}
