use std::{borrow::Cow, ops::Deref};

use super::{merged_reads::ReadBatch, session::Session};
use crate::{
    call::Call, call_info::CallInfo, call_state::CallState, context::Context, row_sink::SharedSink,
};

/// A call that is being sent, with its state.
#[derive(Clone, Copy)]
pub(super) struct Outgoing<'a> {
    call: &'a Call,
    /// None for a call of the transport itself, such as a login.
    state: Option<&'a CallState>,
    /// The reads that are sent with it.
    batch: Option<&'a ReadBatch>,
}

impl<'a> Outgoing<'a> {
    /// Returns a call of the program.
    pub(super) fn of_program(
        call: &'a Call,
        state: &'a CallState,
        batch: Option<&'a ReadBatch>,
    ) -> Self {
        let state = Some(state);
        Outgoing { call, state, batch }
    }

    /// Returns an internal call. It has no number, and runs without the user's context.
    pub(super) fn internal(call: &'a Call) -> Self {
        Outgoing {
            call,
            state: None,
            batch: None,
        }
    }

    /// Returns the call as it is sent, now that it has a place.
    ///
    /// It has the records of all reads that waited with it.
    pub(super) fn merged(self) -> Self {
        match self.batch {
            Some(batch) => Outgoing {
                call: batch.close(self.call),
                ..self
            },
            None => self,
        }
    }

    pub(super) fn call(&self) -> &'a Call {
        self.call
    }

    pub(super) fn info(&self) -> CallInfo {
        match self.state {
            Some(state) => state.info_of(self.call),
            None => self.call.info(),
        }
    }

    pub(super) fn row_sink(&self) -> Option<SharedSink> {
        self.state?.row_sink.clone()
    }

    /// Returns the context to send: the call's own, merged into the user's.
    pub(super) fn context_for(&self, session: Option<&Session>) -> Cow<'a, Context> {
        match session.filter(|_| self.state.is_some()) {
            Some(session) => Cow::Owned(session.user_context().clone().merge(self.call.context())),
            None => Cow::Borrowed(self.call.context()),
        }
    }

    /// Notes that the call was not sent, or that the server refused it unrun.
    pub(super) fn waits(&self) {
        if let Some(progress) = self.state.and_then(|state| state.progress.as_ref()) {
            progress.waits();
        }
    }

    /// Notes that the call is being sent.
    pub(super) fn is_being_sent(&self) {
        if let Some(progress) = self.state.and_then(|state| state.progress.as_ref()) {
            progress.sent();
        }
    }
}

impl Deref for Outgoing<'_> {
    type Target = Call;

    fn deref(&self) -> &Call {
        self.call
    }
}
