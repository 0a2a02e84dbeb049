//! Fields that not every version of Odoo has, or that have had other names.

/// The versions and names of a field, as a struct declares them.
///
/// ```
/// use odoo_schema::Versions;
///
/// let mut versions = Versions::default();
/// versions.names.push((18, "tax_id".to_owned()));
/// assert_eq!(versions.name_on(14, "tax_ids"), "tax_id");
/// assert_eq!(versions.name_on(19, "tax_ids"), "tax_ids");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Versions {
    /// The first version with the field: `since = 17`.
    pub since: Option<u16>,
    /// The last version with the field: `until = 18`.
    pub until: Option<u16>,
    /// Names up to a version, in ascending order: `renamed(until = 18, "tax_id")`.
    pub names: Vec<(u16, String)>,
}

impl Versions {
    /// Whether every version has the field, by one name.
    pub fn is_all(&self) -> bool {
        self.is_everywhere() && self.names.is_empty()
    }

    /// Whether every version has the field.
    pub fn is_everywhere(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    /// Whether a version has the field.
    pub fn has(&self, major: u16) -> bool {
        self.since.is_none_or(|since| since <= major) && self.until.is_none_or(|last| major <= last)
    }

    /// The field's name on a version; `name` is the one on the newest.
    pub fn name_on<'n>(&'n self, major: u16, name: &'n str) -> &'n str {
        let mut names = self.names.iter();
        let older = names.find(|(until, _)| major <= *until);
        older.map_or(name, |(_, name)| name)
    }

    /// The attributes, such as `since = 17, until = 18`.
    pub(crate) fn range(&self) -> String {
        let since = self.since.map(|since| format!("since = {since}"));
        let until = self.until.map(|until| format!("until = {until}"));
        let all: Vec<String> = since.into_iter().chain(until).collect();
        all.join(", ")
    }
}

/// Returns the number of a version such as `19.0` or `saas~18.2`.
///
/// ```
/// assert_eq!(odoo_schema::major("19.0"), Some(19));
/// assert_eq!(odoo_schema::major("saas~18.2"), Some(18));
/// ```
pub fn major(version: &str) -> Option<u16> {
    let number = version.rsplit(['~', '-']).next()?;
    let digits = number.split(|letter: char| !letter.is_ascii_digit());
    digits.into_iter().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_a_release_of_any_kind() {
        let of = |text| major(text);
        assert_eq!(
            (of("14.0"), of("17.0+e"), of("saas~18.2")),
            (Some(14), Some(17), Some(18))
        );
        assert_eq!(of("new"), None);
    }
}
