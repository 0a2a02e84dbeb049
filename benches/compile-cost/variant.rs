//! The crates that are compared.

/// What the structs of a generated crate derive. The structs are the same in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// `OdooModel`.
    Ours,
    /// `Serialize` and `Deserialize`.
    Serde,
    /// Nothing: what the structs cost by themselves.
    Plain,
}

impl Variant {
    pub(crate) const ALL: [Variant; 3] = [Variant::Ours, Variant::Serde, Variant::Plain];

    /// Its name in the report, and in that of its package.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Variant::Ours => "ours",
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
