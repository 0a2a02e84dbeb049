//! Snapshots of the generated code, with its input.

use crate::snapshot::snapshot;

snapshot! { a_selection, super::derive,
    enum AddressKind {
        Contact,
        InPayment,
        #[odoo(key = "other")]
        Misc,
        #[odoo(other)]
        Unknown(String),
    }
}

snapshot! { a_selection_of_known_keys_alone, super::derive,
    #[odoo(crate = renamed, no_text, serde)]
    enum State {
        Draft,
        Done,
    }
}
