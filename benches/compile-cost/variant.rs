//! The compared crates.

/// The derives on the structs of a generated crate. The structs are the same in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// `OdooModel`.
    Ours,
    /// `OdooModel`, and each model is held against a snapshot.
    Checked,
    /// `Serialize` and `Deserialize`.
    Serde,
    /// No derives: the cost of the structs alone.
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

    /// The name in the report and of the package.
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

    /// The crate name for rustc.
    pub(crate) fn crate_name(self) -> String {
        self.package().replace('-', "_")
    }
}
