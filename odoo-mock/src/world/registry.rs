//! What a test adds to a server, apart from models and records.

use std::sync::Arc;

use crate::{query::Policy, rpc::Handlers};

/// The rights and methods that a test adds. A clone is cheap.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registry {
    pub(crate) policy: Arc<Policy>,
    pub(crate) handlers: Arc<Handlers>,
}
