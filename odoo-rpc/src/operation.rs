/// An operation on records that access rights allow or deny.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Read records.
    Read,
    /// Write to records.
    Write,
    /// Create records.
    Create,
    /// Delete records.
    Unlink,
}

impl Operation {
    /// Returns the name that Odoo uses: `read`, `write`, `create` or `unlink`.
    pub fn as_str(self) -> &'static str {
        match self {
            Operation::Read => "read",
            Operation::Write => "write",
            Operation::Create => "create",
            Operation::Unlink => "unlink",
        }
    }
}
