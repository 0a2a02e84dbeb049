//! The canned server in a separate process.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{
    cores::Cores,
    server::{API_KEY, Addresses},
};

/// The server stops when this value is dropped.
#[derive(Debug)]
pub(crate) struct Canned {
    process: Child,
    addresses: Addresses,
}

impl Canned {
    /// Starts a server.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not start.
    pub(crate) fn start(cores: Option<Cores>) -> Result<Self, String> {
        let failed =
            |error: &dyn std::fmt::Display| format!("the canned server does not start: {error}");
        let program = env::current_exe().map_err(|error| failed(&error))?;
        let mut command = Command::new(program);
        // The server stops when its standard input is closed, however this program ends.
        command
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process =
            Cores::start_server(cores, || command.spawn()).map_err(|error| failed(&error))?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output)
                .read_line(&mut line)
                .map_err(|error| failed(&error))?;
        }
        let addresses = serde_json::from_str(&line).map_err(|error| failed(&error))?;
        Ok(Canned { process, addresses })
    }

    /// Returns the URL.
    pub(crate) fn url(&self, closing: bool) -> &str {
        if closing {
            &self.addresses.closing
        } else {
            &self.addresses.keeping
        }
    }

    /// Returns a valid API key.
    pub(crate) fn api_key() -> &'static str {
        API_KEY
    }
}

impl Drop for Canned {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
