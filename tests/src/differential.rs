//! The Odoo in memory against a real one: the same calls on the same records, and the answers compared.
//!
//! An episode makes a few records at random on a real server, and then sends calls at random to it. What happens is a sequence of events, with
//! the server's answers. The Odoo in memory follows them; the real server's answer is right. Where the events come from makes no difference:
//! a real server, or a recording of one. What differs is printed, the figure is how many calls agree, by kind.

mod calls;
mod compare;
mod domains;
mod event;
mod live;
mod memory;
mod random;
mod real;
pub mod recording;
mod records;
mod replay;
mod report;
mod schema;
mod shrink;
mod side;

pub use live::compare;
pub use recording::record;
pub use replay::replay;
pub use report::Report;
