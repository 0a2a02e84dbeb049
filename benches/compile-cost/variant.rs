//! The crates that are compared.

/// What the structs of a generated crate derive. The structs are the same in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// `OdooModel`.
    Ours,
    /// `OdooModel`, and each model is held against a snapshot.
    Checked,
    /// `Serialize` and `Deserialize`.
    Serde,
    /// Nothing: what the structs cost by themselves.
    Plain,
}

impl Variant {
    pub(crate) const ALL: [Variant; 4] = [
        Variant::Ours,
        Variant::Checked,
        Variant::Serde,
        Variant::Plain,
    ];

    /// Whether the structs derive `OdooModel`.
    pub(crate) fn is_ours(self) -> bool {
        matches!(self, Variant::Ours | Variant::Checked)
    }

    /// Its name in the report, and in that of its package.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Variant::Ours => "ours",
            Variant::Checked => "checked",
            Variant::Serde => "serde",
            Variant::Plain => "plain",
        }
    }

    /// The package, and its folder.
    pub(crate) fn package(self) -> String {
        format!("compile-cost-{}", self.name())
    }

    /// The crate, as rustc is told its name.
    pub(crate) fn crate_name(self) -> String {
        self.package().replace('-', "_")
    }
}
