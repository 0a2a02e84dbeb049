//! The fields of a generated model.

/// A kind of field, of which a model has many with different names.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The prefix of its name.
    stem: &'static str,
    /// Its type; `Target` stands for another model and `State` for the model's selection.
    ty: &'static str,
    pub(crate) read_only: bool,
}

const fn kind(stem: &'static str, ty: &'static str) -> Kind {
    Kind {
        stem,
        ty,
        read_only: false,
    }
}

const fn read_only(stem: &'static str, ty: &'static str) -> Kind {
    Kind {
        read_only: true,
        ..kind(stem, ty)
    }
}

/// The kinds, distributed like the 1,102 fields of partners, users, companies, products, invoices and orders in an Odoo 19 with
/// contacts and sales (`ir.model.fields`), without binary and JSON fields. Of 20 fields there are
/// 4 many2one, 4 text, 3 boolean, 2 one2many and 2 float, and one each of integer, many2many, selection, date and datetime.
const KINDS: [Kind; 20] = [
    kind("name", "String"),
    kind("partner", "Option<Many2one<Target>>"),
    kind("active", "bool"),
    kind("email", "Option<String>"),
    kind("line_ids", "One2many<Target>"),
    kind("color", "i64"),
    kind("company", "Many2one<Target>"),
    kind("state", "Option<State>"),
    kind("is_company", "bool"),
    kind("comment", "Option<String>"),
    kind("tag_ids", "Many2many<Target>"),
    read_only("total", "f64"),
    kind("country", "Option<Many2one<Target>>"),
    kind("validity", "Option<NaiveDate>"),
    read_only("display", "String"),
    kind("invoiced", "bool"),
    kind("user", "Option<Id<Target>>"),
    kind("child_ids", "One2many<Target>"),
    kind("price", "f64"),
    read_only("created", "DateTime<Utc>"),
];

impl Kind {
    /// The kinds of `count` fields, in the same mix for any count.
    pub(crate) fn row(count: usize) -> impl Iterator<Item = &'static Kind> {
        KINDS.iter().cycle().take(count)
    }

    /// The name of the field at this index, unique in the model.
    pub(crate) fn name(&self, place: usize) -> String {
        format!("{}_{place}", self.stem)
    }

    /// The words of the field in a snapshot of a model that links to `target`.
    pub(crate) fn line(&self, target: usize) -> String {
        let plain = self.ty.trim_start_matches("Option<").trim_end_matches('>');
        let kind = match plain {
            "String" => "char",
            "bool" => "boolean",
            "i64" => "integer",
            "f64" => "float",
            "NaiveDate" => "date",
            "State" => "selection keys=draft|sent|done|cancel",
            "One2many<Target" => return format!("one2many x.model.{target} parent_id"),
            "Many2many<Target" => return format!("many2many x.model.{target}"),
            "Many2one<Target" | "Id<Target" => return format!("many2one x.model.{target}"),
            _ => "datetime",
        };
        kind.to_owned()
    }

    /// The type in the source of model `model`, which links to `target`.
    pub(crate) fn ty(&self, model: usize, target: usize) -> String {
        self.ty
            .replace("Target", &format!("Model{target}"))
            .replace("State", &format!("State{model}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_name_their_model() {
        let types: Vec<_> = Kind::row(8).map(|kind| kind.ty(3, 4)).collect();
        assert_eq!(
            types,
            [
                "String",
                "Option<Many2one<Model4>>",
                "bool",
                "Option<String>",
                "One2many<Model4>",
                "i64",
                "Many2one<Model4>",
                "Option<State3>",
            ]
        );
    }

    #[test]
    fn a_row_goes_on_with_the_same_mix() {
        let names: Vec<_> = Kind::row(21).map(|kind| kind.name(7)).collect();
        assert_eq!(names.first(), names.last());
        assert_eq!(names.len(), 21);
    }
}
