//! The JSON text of a request.

use serde::Serialize;

use super::{Argument, Call};
use crate::context::Context;

/// Writes JSON piece by piece.
///
/// So text that is JSON already is copied, and not read again.
pub(super) struct Body(Vec<u8>);

impl Body {
    /// Starts the body of a call, with room for its arguments.
    pub(super) fn of(call: &Call) -> Self {
        let encoded = call.arguments.iter().map(Argument::encoded_len);
        Body(Vec::with_capacity(512 + encoded.sum::<usize>()))
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Writes an object, whose members `members` writes.
    pub(super) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.0.push(b'{');
        members(self);
        self.0.push(b'}');
    }

    /// Writes an array, whose items `items` writes.
    pub(super) fn array(&mut self, items: impl FnOnce(&mut Self)) {
        self.0.push(b'[');
        items(self);
        self.0.push(b']');
    }

    /// Separates an item from the previous one; the item follows.
    pub(super) fn item(&mut self) -> &mut Self {
        if !matches!(self.0.last(), Some(b'[' | b'{')) {
            self.0.push(b',');
        }
        self
    }

    /// Writes the name of a member; its value follows.
    pub(super) fn member(&mut self, name: &str) -> &mut Self {
        self.item().value(name);
        self.0.push(b':');
        self
    }

    pub(super) fn value<T: Serialize + ?Sized>(&mut self, value: &T) {
        // Writing to memory cannot fail, and all keys are strings.
        let written = serde_json::to_writer(&mut self.0, value);
        debug_assert!(written.is_ok(), "{written:?}");
    }

    pub(super) fn argument(&mut self, argument: &Argument) {
        argument.write_json(&mut self.0);
    }

    /// Writes a member with the context, also an empty one.
    pub(super) fn context(&mut self, context: &Context) {
        self.member("context");
        match context.map() {
            Some(context) => self.value(context),
            None => self.object(|_| {}),
        }
    }
}
