use std::{fmt, sync::Arc};

use serde_json::{Map, Value};

/// Odoo's context: the language, companies and other settings of a call.
///
/// It is cheap to clone.
///
/// The server does not apply the user's settings by itself (`odoo/api.py`, `call_kw`, 14 to 19). The client merges three contexts, as Odoo's
/// web client does: the user's from the session, the client's, and the call's. Later ones override earlier ones.
///
/// ```
/// use odoo_orm::Context;
///
/// let french = Context::new().lang("fr_FR").company(2);
/// assert_eq!(french.get("lang").unwrap(), "fr_FR");
/// assert_eq!(french.to_string(), r#"{"allowed_company_ids":[2],"lang":"fr_FR"}"#);
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Context(Option<Arc<Map<String, Value>>>);

impl Context {
    /// Creates an empty context.
    pub const fn new() -> Self {
        Context(None)
    }

    /// Sets any key, also one of another module.
    #[must_use = "contexts are values: the one with the key set is returned"]
    pub fn set(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.map_mut().insert(key.into(), value.into());
        self
    }

    /// Sets the language of translated fields and messages, such as `fr_FR`.
    ///
    /// It must be active on the server. Odoo 18 and 19 refuse an inactive one, 14 to 17 ignore it.
    #[must_use = "contexts are values: the one with the language set is returned"]
    pub fn lang(self, code: impl Into<String>) -> Self {
        self.set("lang", code.into())
    }

    /// Sets the time zone for grouping by date and for dates without a time.
    ///
    /// It is a name such as `Europe/Brussels`. It does not change datetimes that are read or written, which are UTC.
    #[must_use = "contexts are values: the one with the time zone set is returned"]
    pub fn tz(self, name: impl Into<String>) -> Self {
        self.set("tz", name.into())
    }

    /// Sets the only company of the call. The user must be allowed in it.
    #[must_use = "contexts are values: the one with the company set is returned"]
    pub fn company(self, id: i64) -> Self {
        self.companies([id])
    }

    /// Sets the companies whose records are visible. New records belong to the first.
    #[must_use = "contexts are values: the one with the companies set is returned"]
    pub fn companies(self, ids: impl IntoIterator<Item = i64>) -> Self {
        self.set("allowed_company_ids", ids.into_iter().collect::<Vec<_>>())
    }

    /// Sets whether searches skip archived records, which is the server's default.
    #[must_use = "contexts are values: the one with the setting is returned"]
    pub fn active_test(self, leave_out_archived: bool) -> Self {
        self.set("active_test", leave_out_archived)
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.map().and_then(|map| map.get(key))
    }

    /// Returns whether the context is empty.
    pub fn is_empty(&self) -> bool {
        self.map().is_none_or(Map::is_empty)
    }

    /// Merges `over` into this context. Its keys override equal keys of this one.
    #[must_use = "contexts are values: the merged one is returned"]
    pub fn merge(mut self, over: &Context) -> Self {
        if self.is_empty() {
            return over.clone();
        }
        if let Some(over) = over.map().filter(|map| !map.is_empty()) {
            let map = self.map_mut();
            map.extend(over.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        self
    }

    pub(crate) fn map(&self) -> Option<&Map<String, Value>> {
        self.0.as_deref()
    }

    fn map_mut(&mut self) -> &mut Map<String, Value> {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}

impl From<Map<String, Value>> for Context {
    fn from(map: Map<String, Value>) -> Self {
        Context(Some(Arc::new(map)))
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.map() {
            Some(map) => Value::Object(map.clone()).fmt(f),
            None => f.write_str("{}"),
        }
    }
}

/// Shows the keys alone: a value may be anything, also a secret.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Context")?;
        f.debug_set()
            .entries(self.map().into_iter().flat_map(|map| map.keys()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_overrides_equal_keys() {
        let user = Context::new().lang("fr_BE").tz("Europe/Brussels");
        let call = Context::new().lang("nl_BE");
        let merged = user.clone().merge(&call);
        assert_eq!(
            merged.to_string(),
            r#"{"lang":"nl_BE","tz":"Europe/Brussels"}"#
        );
        assert_eq!(
            user.get("lang").unwrap(),
            "fr_BE",
            "the context below is not changed"
        );
        assert_eq!(Context::new().merge(&call), call);
        assert_eq!(call.clone().merge(&Context::new()), call);
    }
}
