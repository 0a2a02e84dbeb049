//! The generated code, readable, with its input beside it.

use crate::snapshot::snapshot;

snapshot! { a_projection, super::derive,
    #[odoo(of = crate::Partner)]
    struct Brief {
        name: String,
        #[odoo(token = COUNTRY_ID)]
        country: Option<Many2one<Country>>,
    }
}

snapshot! { a_projection_of_nothing, super::derive,
    struct Brief {
        #[odoo(tokne = NAME)]
        name: String,
    }
}
