//! Runs and records the calls of clients.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Failure, Recorded, State, World};
use crate::{
    exception::{Exception, Result},
    query::{Env, View},
    rpc::{Arguments, Handler, MethodCall, Output, Request},
};

impl World {
    /// Runs a call as a user, in a transaction of its own.
    ///
    /// The call is recorded, with the failure of its response.
    pub(crate) fn run(
        &self,
        user: i64,
        request: Request,
        failure: Option<&Failure>,
    ) -> Result<Output> {
        let mut state = self.state();
        let env = state.env_of(user);
        let mut call = state.recorded(&env, &request, failure);
        let result = state.execute(&env, request);
        call.fault = raised(&result);
        state.calls.push(call);
        result
    }

    /// Records a call that fails before it runs.
    pub(crate) fn note(&self, user: i64, request: &Request, failure: &Failure) {
        let mut state = self.state();
        let env = state.env_of(user);
        let call = state.recorded(&env, request, Some(failure));
        state.calls.push(call);
    }

    /// Runs a controller that a test added.
    ///
    /// Returns `None` for an unknown path.
    pub(crate) fn run_controller(
        &self,
        user: i64,
        path: &str,
        params: &Map<String, Value>,
    ) -> Option<Result<Output>> {
        let handlers = Arc::clone(&self.state().registry.handlers);
        let handler = handlers.controllers.get(path)?;
        let mut named = params.clone();
        let context = match named.remove("context") {
            Some(Value::Object(context)) => context,
            _ => Map::new(),
        };
        let arguments = Arguments { ids: None, named };
        let result = self.handled(user, path, arguments, context, handler);
        Some(result.map(Output::Value))
    }

    /// Renders a report that a test added. Returns `None` if it cannot be rendered.
    pub(crate) fn run_report(
        &self,
        user: i64,
        name: &str,
        ids: Vec<i64>,
        context: Map<String, Value>,
    ) -> Option<Vec<u8>> {
        let handlers = Arc::clone(&self.state().registry.handlers);
        let handler = handlers.reports.get(name)?;
        let arguments = Arguments {
            ids: Some(ids.into()),
            named: Map::new(),
        };
        let name = format!("/report/{name}");
        self.handled(user, &name, arguments, context, handler).ok()
    }

    fn handled<T>(
        &self,
        user: i64,
        name: &str,
        arguments: Arguments,
        context: Map<String, Value>,
        handler: &Handler<T>,
    ) -> Result<T> {
        let state = &mut *self.state();
        let env = Env {
            context: Arc::new(context),
            ..state.env_of(user)
        };
        let result = state.db.transaction(|db| {
            let mut call = MethodCall {
                db,
                handlers: &state.registry.handlers,
                env: &env,
                model: "",
                arguments: &arguments,
            };
            handler(&mut call).map_err(|fault| Exception::from(*fault))
        });
        let call = Recorded {
            name: name.to_owned(),
            login: View::new(&state.db, &env).login().unwrap_or_default(),
            args: arguments.ids.into_iter().collect(),
            kwargs: arguments.named,
            context: Map::clone(&env.context),
            failure: None,
            fault: raised(&result),
        };
        state.calls.push(call);
        result
    }
}

impl State {
    fn recorded(&self, env: &Env, request: &Request, failure: Option<&Failure>) -> Recorded {
        let mut kwargs = request.kwargs.clone();
        let context = match kwargs.remove("context") {
            Some(Value::Object(context)) => context,
            _ => Map::new(),
        };
        Recorded {
            name: request.name(),
            login: View::new(&self.db, env).login().unwrap_or_default(),
            args: request.args.clone(),
            kwargs,
            context,
            failure: failure.cloned(),
            fault: None,
        }
    }
}

fn raised<T>(result: &Result<T>) -> Option<String> {
    let exception = result.as_ref().err();
    exception.map(|exception| exception.name.clone())
}
