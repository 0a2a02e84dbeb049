use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use futures_util::StreamExt as _;

use crate::{
    call::CallInfo,
    cancel::{self, CancelToken},
    error::{Error, Outcome, TransportError, TransportErrorKind},
    report::Report,
};

/// A file as it comes: what the server says of it, and then its bytes, piece by piece. It is a stream of pieces, of any size. Dropping it ends the transfer.
///
/// Until its end it holds one of the places for calls in flight, because it holds a worker of the server. One that is aborted, or whose scope ends, lets go of it when it is
/// read from or dropped.
pub struct Content {
    file_name: Option<String>,
    media_type: Option<String>,
    len: Option<u64>,
    most: usize,
    chunks: Pin<Box<dyn Stream<Item = Result<Vec<u8>, Error>> + Send>>,
    read: usize,
    /// What is to be told of the call when the file has ended.
    report: Option<Box<Report>>,
}

impl Content {
    /// A file whose bytes come as `chunks`; for transports.
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

    /// The same, with the file's name.
    #[must_use]
    pub fn with_file_name(mut self, name: Option<String>) -> Self {
        self.file_name = name;
        self
    }

    /// The same, with its type, such as `application/pdf`.
    #[must_use]
    pub fn with_media_type(mut self, media_type: Option<String>) -> Self {
        self.media_type = media_type;
        self
    }

    /// The same, with how many bytes it has.
    #[must_use]
    pub fn with_len(mut self, len: Option<u64>) -> Self {
        self.len = len;
        self
    }

    /// The same, with how many bytes [`bytes`](Self::bytes) may read at the most.
    #[must_use]
    pub fn with_most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Has `report` told when the file has ended.
    pub(crate) fn reported(mut self, mut report: Box<Report>) -> Self {
        report.around(self.report.take());
        self.report = Some(report);
        self
    }

    /// The same, tied to what can end it.
    pub(crate) fn tied(mut self, tethers: &[CancelToken], info: CallInfo) -> Self {
        if !tethers.is_empty() {
            self.chunks = Box::pin(cancel::tied(self.chunks, tethers, info));
        }
        self
    }

    /// The file's name, if the server says one.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Its type, such as `application/pdf`.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// How many bytes it has, if the server says so beforehand.
    #[expect(
        clippy::len_without_is_empty,
        reason = "it is not a collection, and mostly not known"
    )]
    pub fn len(&self) -> Option<u64> {
        self.len
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    ///
    /// When the transfer breaks off, or stands still for longer than the call's time limit.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Error> {
        self.next().await.transpose()
    }

    /// All that is left of it.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk); and when it has more bytes than an [answer may have](crate::ClientBuilder::max_response_bytes).
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
            "the file has more than {} bytes: read it piece by piece with `Content::chunk`, or raise `ClientBuilder::max_response_bytes`",
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
