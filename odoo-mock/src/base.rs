//! The data of a fresh Odoo: models and initial records.

mod records;

pub(crate) use records::{note_model, note_models};

use std::sync::OnceLock;

use crate::{
    schema,
    storage::Database,
    version::{VERSION_COUNT, Version},
};

const MODELS: &str = include_str!("../data/models.txt");

/// Returns a fresh database of a version.
///
/// The first one per version is built; later ones are cheap clones.
pub(crate) fn database(version: Version) -> Database {
    static MADE: [OnceLock<Database>; VERSION_COUNT] = [const { OnceLock::new() }; VERSION_COUNT];
    match MADE.get(version.index()) {
        Some(made) => made.get_or_init(|| make(version)).clone(),
        None => make(version),
    }
}

fn make(version: Version) -> Database {
    let mut db = Database::new(version);
    // A test reads every line for every version.
    let (models, _) = schema::parse(MODELS);
    let mut known = schema::Schema::new(version);
    known.define(models);
    db.schema = known.into();
    records::add(&mut db);
    db
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::VERSIONS;

    #[test]
    fn every_line_of_the_models_is_valid() {
        let (_, wrong) = schema::parse(MODELS);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn relations_link_to_existing_models() {
        for major in VERSIONS {
            let db = database(Version::new(major).unwrap());
            for model in db.schema.models() {
                for field in model.fields.iter().filter(|field| field.kind.is_relation()) {
                    assert!(
                        db.schema.get(field.comodel()).is_some(),
                        "{}.{}",
                        model.name,
                        field.name
                    );
                    if field.kind == schema::Kind::One2many {
                        db.schema.inverse(model, field).unwrap();
                    }
                }
            }
        }
    }

    #[test]
    fn a_fresh_odoo_has_its_records() {
        for major in VERSIONS {
            let db = database(Version::new(major).unwrap());
            for (model, least) in [
                ("res.country", 249),
                ("res.currency", 150),
                ("res.users", 2),
                ("res.company", 1),
                ("ir.model", 30),
                ("ir.model.fields", 300),
            ] {
                assert!(db.table(model).ids().count() >= least, "{model} on {major}");
            }
        }
    }
}
