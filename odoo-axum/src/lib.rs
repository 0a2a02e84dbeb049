#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod checked;
mod health;
mod patch;
mod problem;
mod scope;
mod webhook;

pub use checked::Checked;
pub use health::Health;
pub use patch::PatchBody;
pub use problem::Problem;
pub use scope::{ScopeLayer, ScopeService, Scoped};
pub use webhook::{Webhook, WebhookSecret};
