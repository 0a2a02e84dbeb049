//! Snapshots of the generated code, with its input.

use crate::snapshot::snapshot;

snapshot! { a_projection, super::derive,
    #[odoo(of = crate::Partner)]
    struct Brief {
        name: String,
        #[odoo(token = COUNTRY_ID)]
        country: Option<Many2one<Country>>,
    }
}

snapshot! { records_that_are_read_whole, super::derive,
    #[odoo(of = Partner)]
    struct Whole {
        #[odoo(nested)]
        country_id: Option<Brief>,
        #[odoo(nested, token = CHILD_IDS, domain = Partner::ACTIVE.eq(true) & Partner::COLOR.is_in([1, 2]), order_by = Partner::NAME.asc(), limit = 3)]
        children: Vec<Contact>,
    }
}

snapshot! { what_says_nothing_of_a_field, super::derive,
    #[odoo(of = Partner)]
    struct Whole {
        #[odoo(limit = 3, order_by = , limt = 3)]
        name: String,
        #[odoo(nested = true, limit, limit = 3, limit = 4)]
        child_ids: Vec<Contact>,
    }
}

snapshot! { a_projection_of_nothing, super::derive,
    struct Brief {
        #[odoo(tokne = NAME)]
        name: String,
    }
}
