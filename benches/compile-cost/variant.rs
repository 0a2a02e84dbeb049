//! The compared crates.

/// The derives on the structs of a generated crate. The structs are the same in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// `OdooModel`.
    Ours,
    /// `Serialize` and `Deserialize`.
    Serde,
    /// No derives: the cost of the structs alone.
    Plain,
}

impl Variant {
    pub(crate) const ALL: [Variant; 3] = [Variant::Ours, Variant::Serde, Variant::Plain];

    /// The name in the report and of the package.
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

    /// The crate name for rustc.
    pub(crate) fn crate_name(self) -> String {
        self.package().replace('-', "_")
    }
}
