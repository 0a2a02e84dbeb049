use std::collections::BTreeSet;

/// The pairs of a many2many table, indexed from both sides.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Links {
    forth: BTreeSet<(i64, i64)>,
    back: BTreeSet<(i64, i64)>,
}

impl Links {
    fn side(&self, turned: bool) -> &BTreeSet<(i64, i64)> {
        if turned { &self.back } else { &self.forth }
    }

    /// The records that a record is linked to.
    pub(crate) fn of(&self, id: i64, turned: bool) -> Vec<i64> {
        let range = self.side(turned).range((id, i64::MIN)..=(id, i64::MAX));
        range.map(|(_, other)| *other).collect()
    }

    pub(crate) fn pairs(&self, turned: bool) -> Vec<(i64, i64)> {
        self.side(turned).iter().copied().collect()
    }

    pub(crate) fn add(&mut self, (mut a, mut b): (i64, i64), turned: bool) {
        if turned {
            (a, b) = (b, a);
        }
        self.forth.insert((a, b));
        self.back.insert((b, a));
    }

    pub(crate) fn remove(&mut self, (mut a, mut b): (i64, i64), turned: bool) {
        if turned {
            (a, b) = (b, a);
        }
        self.forth.remove(&(a, b));
        self.back.remove(&(b, a));
    }
}
