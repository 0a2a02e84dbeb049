use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use futures_util::StreamExt as _;

use crate::{
    call_info::CallInfo,
    cancel::{self, CancelToken},
    error::{Error, TransportError, TransportErrorKind},
    outcome::Outcome,
    report::Report,
};

/// A file that is being downloaded: name, type, size, and a stream of bytes.
///
/// Dropping it ends the transfer.
///
/// It occupies one of the places for calls in flight until its end, because it occupies a worker of the server. After it was aborted, or its
/// scope ended, the place is free once the file is polled or dropped.
pub struct Content {
    file_name: Option<String>,
    media_type: Option<String>,
    len: Option<u64>,
    most: usize,
    chunks: Pin<Box<dyn Stream<Item = Result<Vec<u8>, Error>> + Send>>,
    read: usize,
    /// Reports the end of the file.
    report: Option<Box<Report>>,
}

impl Content {
    /// Creates a file from a stream of chunks; for transports.
    pub fn new(chunks: impl Stream<Item = Result<Vec<u8>, Error>> + Send + 'static) -> Self {
        Content {
            file_name: None,
            media_type: None,
            len: None,
            most: usize::MAX,
            chunks: Box::pin(chunks),
            read: 0,
            report: None,
        }
    }

    /// Sets the file's name.
    #[must_use]
    pub fn with_file_name(mut self, name: Option<String>) -> Self {
        self.file_name = name;
        self
    }

    /// Sets the media type, such as `application/pdf`.
    #[must_use]
    pub fn with_media_type(mut self, media_type: Option<String>) -> Self {
        self.media_type = media_type;
        self
    }

    /// Sets the size in bytes.
    #[must_use]
    pub fn with_len(mut self, len: Option<u64>) -> Self {
        self.len = len;
        self
    }

    /// Sets how many bytes [`bytes`](Self::bytes) reads at most.
    #[must_use]
    pub fn with_most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Reports the end of the file to `report`.
    ///
    /// It is not loading from now on: the program may hold it unread.
    pub(crate) fn reported(mut self, mut report: Box<Report>) -> Self {
        report.keeps_nobody_waiting();
        report.around(self.report.take());
        self.report = Some(report);
        self
    }

    /// Ends the stream when one of the tokens is canceled.
    pub(crate) fn with_tokens(mut self, tokens: &[CancelToken], info: CallInfo) -> Self {
        if !tokens.is_empty() {
            self.chunks = Box::pin(cancel::with_tokens(self.chunks, tokens, info));
        }
        self
    }

    /// Returns the file's name, if the server sends one.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Returns the media type, such as `application/pdf`, if the server sends one.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// Returns the size in bytes, if the server announces it.
    #[expect(
        clippy::len_without_is_empty,
        reason = "it is not a collection, and mostly not known"
    )]
    pub fn len(&self) -> Option<u64> {
        self.len
    }

    /// Returns the next chunk, or `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the transfer breaks off, or if no data arrives within the call's timeout.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Error> {
        self.next().await.transpose()
    }

    /// Reads the rest of the file into memory.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`chunk`](Self::chunk), and one if the file is larger than the [limit for responses](crate::ClientBuilder::max_response_bytes).
    pub async fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let expected = self
            .len
            .and_then(|len| usize::try_from(len).ok())
            .unwrap_or(0);
        if expected > self.most {
            return Err(self.too_large());
        }
        let mut bytes = Vec::with_capacity(expected.min(64 << 20));
        while let Some(chunk) = self.chunk().await? {
            if chunk.len() > self.most - bytes.len() {
                return Err(self.too_large());
            }
            if bytes.is_empty() && expected <= chunk.len() {
                bytes = chunk;
            } else {
                bytes.extend_from_slice(&chunk);
            }
        }
        Ok(bytes)
    }

    fn end(&mut self, result: Result<usize, &Error>) {
        if let Some(report) = self.report.take() {
            report.end(result);
        }
    }

    fn too_large(&self) -> Error {
        let sentence = format!(
            "the file has more than {} bytes: read it in chunks with `Content::chunk`, or raise `ClientBuilder::max_response_bytes`",
            self.most
        );
        TransportError::new(TransportErrorKind::TooLarge, Outcome::NotDone, sentence).into()
    }
}

impl Stream for Content {
    type Item = Result<Vec<u8>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.chunks.as_mut().poll_next(cx));
        match &next {
            Some(Ok(chunk)) => self.read += chunk.len(),
            Some(Err(error)) => self.end(Err(error)),
            None => {
                let read = self.read;
                self.end(Ok(read));
            }
        }
        Poll::Ready(next)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("file_name", &self.file_name)
            .field("media_type", &self.media_type)
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}
