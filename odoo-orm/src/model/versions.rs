//! The names of fields on a version of Odoo, in one place.
//!
//! A field is known to the program by one name, the one of [`FieldMeta::name`]. Requests and rows have the name of the server's version.

use odoo_rpc::{ConfigError, ServerVersion};

use std::{
    ptr,
    sync::atomic::{AtomicU8, Ordering::Relaxed},
};

use super::{FieldMeta, ModelMeta, RelationKind};

/// The versions that have a field, and its other names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Versions {
    pub(crate) since: u16,
    pub(crate) until: u16,
    /// Names up to a version, in ascending order; later versions have the field's own.
    pub(crate) names: &'static [(u16, &'static str)],
}

impl Versions {
    pub(crate) const ALL: Versions = Versions {
        since: 0,
        until: u16::MAX,
        names: &[],
    };

    const fn is_restricted(&self) -> bool {
        self.since > 0 || self.until < u16::MAX
    }
}

/// Whether the lists of a model lead to fields that differ between versions.
///
/// It is found out once.
#[derive(Debug)]
pub(super) struct Lists(AtomicU8);

const UNKNOWN: u8 = 0;
const NO: u8 = 1;
const YES: u8 = 2;

impl Lists {
    pub(super) const fn new() -> Self {
        Lists(AtomicU8::new(UNKNOWN))
    }
}

impl FieldMeta {
    /// Adds the names that the field has up to some versions, in ascending order.
    #[doc(hidden)]
    #[must_use]
    pub const fn renamed(self, names: &'static [(u16, &'static str)]) -> Self {
        let versions = Versions {
            names,
            ..self.versions
        };
        FieldMeta { versions, ..self }
    }

    /// Returns the field's name on a version of Odoo, or `None` without one.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// use odoo_orm::rpc::ServerVersion;
    ///
    /// #[derive(OdooModel)]
    /// #[odoo(model = "res.users")]
    /// struct User {
    ///     id: Id<User>,
    ///     #[odoo(renamed(until = 18, "groups_id"))]
    ///     group_ids: Many2many<Any>,
    ///     #[odoo(until = 18)]
    ///     mobile: Option<String>,
    /// }
    /// # use odoo_orm::Any;
    ///
    /// let [_, groups, mobile] = odoo_orm::schema::meta::<User>().fields() else { unreachable!() };
    /// let (old, new) = (ServerVersion::new(14, 0), ServerVersion::new(19, 0));
    /// assert_eq!((groups.name_on(&old), groups.name_on(&new)), (Some("groups_id"), Some("group_ids")));
    /// assert_eq!((mobile.name_on(&old), mobile.name_on(&new)), (Some("mobile"), None));
    /// ```
    pub fn name_on(&self, version: &ServerVersion) -> Option<&'static str> {
        let (major, versions) = (version.major(), &self.versions);
        if major < versions.since || major > versions.until {
            return None;
        }
        let mut older = versions.names.iter();
        let older = older.find(|(until, _)| major <= *until);
        Some(older.map_or(self.name, |(_, name)| name))
    }

    /// The field's name on the newest version that has it.
    pub(crate) fn newest_name(&self) -> &'static str {
        let until = self.versions.until;
        let mut older = self.versions.names.iter();
        let older = older.find(|(last, _)| until <= *last);
        older.map_or(self.name, |(_, name)| name)
    }

    /// Tells whether versions differ in the field's name, or lack it.
    pub(crate) fn is_versioned(&self) -> bool {
        self.versions != Versions::ALL
    }

    /// Tells whether some version lacks the field.
    pub(crate) fn can_be_absent(&self) -> bool {
        self.versions.is_restricted()
    }

    /// The attributes that say which versions have the field, such as `until = 18`.
    pub(crate) fn range(&self) -> String {
        let Versions { since, until, .. } = self.versions;
        let since = (since > 0).then(|| format!("since = {since}"));
        let until = (until < u16::MAX).then(|| format!("until = {until}"));
        let range: Vec<String> = since.into_iter().chain(until).collect();
        range.join(", ")
    }
}

impl ModelMeta {
    /// Says that some fields differ between versions.
    #[doc(hidden)]
    #[must_use]
    pub const fn versioned(self) -> Self {
        ModelMeta {
            is_versioned: true,
            ..self
        }
    }

    /// Tells whether some fields differ between versions.
    pub(crate) fn is_versioned(&self) -> bool {
        self.is_versioned
    }

    /// Tells whether the names in values depend on the version.
    ///
    /// Its own names count, and the names in its lists' records, at any depth.
    pub(crate) fn has_versioned_values(&self) -> bool {
        self.is_versioned
            || match self.lists.0.load(Relaxed) {
                UNKNOWN => self.look_at_lists(),
                known => known == YES,
            }
    }

    #[cold]
    fn look_at_lists(&self) -> bool {
        let targets = |model: &ModelMeta| -> Vec<&'static ModelMeta> {
            let relations = model.fields.iter().filter_map(FieldMeta::relation);
            let lists = relations.filter(|relation| relation.kind() != RelationKind::Many2one);
            lists.map(super::RelationMeta::target).collect()
        };
        let (mut seen, mut left): (Vec<&ModelMeta>, _) = (Vec::new(), targets(self));
        while let Some(model) = left.pop() {
            if model.is_versioned {
                self.lists.0.store(YES, Relaxed);
                return true;
            }
            if !seen.iter().any(|known| ptr::eq(*known, model)) {
                seen.push(model);
                left.extend(targets(model));
            }
        }
        self.lists.0.store(NO, Relaxed);
        false
    }

    /// Returns the field with this name on a version, or on all of them.
    pub(crate) fn field_on(
        &self,
        name: &str,
        version: Option<&ServerVersion>,
    ) -> Option<&'static FieldMeta> {
        let Some(version) = version.filter(|_| self.is_versioned) else {
            return self.field(name);
        };
        let mut fields = self.fields.iter();
        fields.find(|field| field.name_on(version) == Some(name))
    }

    /// Returns the name that a request has for a field, given by its own name.
    ///
    /// A field that the struct does not declare has the same name on every version.
    ///
    /// # Errors
    ///
    /// If the version does not have the field.
    pub(crate) fn name_on<'n>(
        &self,
        name: &'n str,
        version: &ServerVersion,
    ) -> Result<&'n str, ConfigError> {
        if !self.is_versioned {
            return Ok(name);
        }
        let Some(field) = self.field(name) else {
            return Ok(name);
        };
        field
            .name_on(version)
            .ok_or_else(|| self.absent(field, version))
    }

    #[cold]
    fn absent(&self, field: &FieldMeta, version: &ServerVersion) -> ConfigError {
        ConfigError::unsupported(format!(
            "field `{}` of `{}` is declared `{}`, and this server is Odoo {version}: leave the field out there, where `Field::is_on` returns `false`",
            field.name,
            self.name,
            field.range(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use odoo_rpc::ServerVersion;

    use crate::{Many2many, Versioned, prelude::*, schema::meta};

    #[derive(OdooModel)]
    #[odoo(model = "x.order", crate = crate)]
    #[expect(dead_code, reason = "the test reads only the metadata")]
    struct Order {
        id: Id<Order>,
        #[odoo(since = 16, until = 18)]
        between: Option<String>,
        #[odoo(renamed(until = 15, "first"), renamed(until = 17, "second"))]
        third: Many2many<Order>,
        #[odoo(until = 16)]
        color: Option<i64>,
        #[odoo(field = "color", since = 17)]
        color_name: Versioned<String>,
    }

    fn names(major: u16) -> Vec<Option<&'static str>> {
        let version = ServerVersion::new(major, 0);
        let fields = meta::<Order>().fields().iter().skip(1);
        fields.map(|field| field.name_on(&version)).collect()
    }

    #[test]
    fn each_version_has_its_name_or_none() {
        assert_eq!(names(14), [None, Some("first"), Some("color"), None]);
        assert_eq!(
            names(16),
            [Some("between"), Some("second"), Some("color"), None]
        );
        assert_eq!(
            names(18),
            [Some("between"), Some("third"), None, Some("color")]
        );
        assert_eq!(names(19), [None, Some("third"), None, Some("color")]);
    }

    #[test]
    fn an_absent_field_is_named_with_what_to_do() {
        let version = ServerVersion::new(19, 0);
        let named = |name| meta::<Order>().name_on(name, &version);
        assert_eq!(named("third"), Ok("third"));
        assert_eq!(named("x_other"), Ok("x_other"));
        assert_eq!(
            named("between").unwrap_err().to_string(),
            "field `between` of `x.order` is declared `since = 16, until = 18`, and this server is Odoo 19.0: leave the field out there, where \
             `Field::is_on` returns `false`"
        );
        assert!(Order::THIRD.is_on(&version) && !Order::BETWEEN.is_on(&version));
    }
}
