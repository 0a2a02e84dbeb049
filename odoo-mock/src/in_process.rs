//! The world as a transport: calls without a connection.

mod errors;

use std::{sync::Arc, time::Duration};

use futures_util::stream;
use odoo_rpc::{
    __private::current_runtime, BoxFuture, Call, CallState, Client, Content, Error, LoginError,
    LoginErrorKind, Outcome, Response, Transport, TransportError, TransportErrorKind,
};
use serde_json::{Map, Value};

use crate::{
    exception::Exception,
    query::users::is_active,
    rpc::{Output, Request},
    web::{
        Place,
        controllers::{self, from_params},
    },
    world::{DATABASE, Failure, Requested, World},
};

impl World {
    /// Returns an in-process client of the administrator, without login or connection.
    pub fn client(&self) -> Client {
        self.client_as("admin")
    }

    /// Returns an in-process client of a user, by login.
    ///
    /// If the user does not exist, its calls fail like a wrong login.
    pub fn client_as(&self, login: &str) -> Client {
        Client::new(InProcess::new(self.clone(), login))
    }
}

/// The transport of a user.
pub(crate) struct InProcess {
    world: World,
    login: Arc<str>,
}

impl InProcess {
    pub(crate) fn new(world: World, login: &str) -> Self {
        InProcess {
            world,
            login: login.into(),
        }
    }
}

impl Transport for InProcess {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(async move {
            let body: Value = serde_json::from_slice(&call.to_call_kw(1)).map_err(|why| {
                let name = "json.decoder.JSONDecodeError";
                self.fault(Exception::new(name, why.to_string()), &call)
            })?;
            let params = body.get("params").and_then(Value::as_object);
            let params = params.cloned().unwrap_or_default();
            let output = match call.path() {
                Some(path) if !controllers::is_call(path) => {
                    self.route(&call, path, &params).await?
                }
                _ => {
                    let request =
                        from_params(params).map_err(|raised| self.fault(raised, &call))?;
                    self.method(&call, request).await?
                }
            };
            Ok(Response::bare(output.to_text().into_bytes(), &call, &state))
        })
    }

    fn download(&self, call: Call, _: CallState) -> BoxFuture<'_, Result<Content, Error>> {
        Box::pin(async move {
            let failure = self.meet(Requested::Route(&call.name()), &call).await?;
            let found = self.unless(failure.as_ref(), &call, || {
                let place = Place::of(&call);
                let file = self.world.file(Some(self.user()?), &place);
                file.map_err(|status| errors::file_error(&call, status))
            })?;
            let length = u64::try_from(found.bytes.len()).ok();
            Ok(Content::new(stream::iter([Ok(found.bytes)]))
                .with_file_name(found.name)
                .with_media_type(Some(found.media_type.to_owned()))
                .with_len(length))
        })
    }
}

impl InProcess {
    fn user(&self) -> Result<i64, Error> {
        let user = self.world.user_of(&self.login);
        let user = user.filter(|user| is_active(&self.world.state().db, *user));
        user.ok_or_else(|| {
            LoginError::new(
                LoginErrorKind::WrongCredentials,
                &self.login,
                DATABASE,
                None,
            )
            .into()
        })
    }

    /// The failure of a request, if it must fail.
    ///
    /// A delay is applied here, up to the call's timeout.
    async fn meet(&self, request: Requested<'_>, call: &Call) -> Result<Option<Failure>, Error> {
        let failure = self.world.failure_of(request);
        if let Some(Failure::Delay(time)) = &failure {
            current_runtime()?;
            let limit = call.timeout().unwrap_or(Duration::MAX);
            tokio::time::sleep(limit.min(*time)).await;
        }
        Ok(failure)
    }

    /// Runs the request, unless it fails before, or discards its result.
    fn unless<T>(
        &self,
        failure: Option<&Failure>,
        call: &Call,
        run: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let failure = match failure {
            None => return run(),
            Some(Failure::Delay(time)) if call.timeout().is_none_or(|limit| *time < limit) => {
                return run();
            }
            Some(failure) => failure,
        };
        if failure.runs() {
            // The result is lost, even an error.
            drop(run());
        }
        Err(errors::error(failure, call, self.world.release()))
    }

    async fn method(&self, call: &Call, mut request: Request) -> Result<Output, Error> {
        let failure = self.meet(Requested::Method(&request.name()), call).await?;
        let user = self.user()?;
        // The user's context is merged into the call's, which takes precedence, like in a client with a session.
        let mut context = self.world.user_context(user);
        if let Some(Value::Object(own)) = request.kwargs.remove("context") {
            context.extend(own);
        }
        request.kwargs.insert("context".to_owned(), context.into());
        if let Some(failure) = failure.as_ref().filter(|failure| !failure.runs()) {
            self.world.note(user, &request, failure);
        }
        self.unless(failure.as_ref(), call, || {
            let result = self.world.run(user, request, failure.as_ref());
            result.map_err(|raised| self.fault(raised, call))
        })
    }

    async fn route(
        &self,
        call: &Call,
        path: &str,
        params: &Map<String, Value>,
    ) -> Result<Output, Error> {
        let failure = self.meet(Requested::Route(&call.name()), call).await?;
        self.unless(failure.as_ref(), call, || {
            if let Some(output) = controllers::for_anyone(&self.world, path) {
                return Ok(output);
            }
            let result = controllers::for_users(&self.world, self.user()?, path, params);
            let result = result.ok_or_else(|| {
                let sentence = format!("the in-memory Odoo has no controller at `{path}`");
                let status = TransportErrorKind::Status(404);
                TransportError::new(status, Outcome::NotDone, sentence)
            })?;
            result.map_err(|raised| self.fault(raised, call))
        })
    }

    fn fault(&self, exception: Exception, call: &Call) -> Error {
        let fault = exception.into_fault(self.world.release());
        Box::new(fault.of_call(call.info())).into()
    }
}
