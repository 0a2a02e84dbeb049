//! Runnable programs, one task each; see `README.md` of this crate. They share the code that connects to a server.

use std::{env, error::Error};

use odoo_mock::{Server, World};
use odoo_orm::{Client, Credentials};

/// An in-memory Odoo that an example started, over HTTP. It ends when it is dropped.
#[derive(Debug)]
pub struct Memory {
    /// Its records, for an example that needs some of its own.
    pub world: World,
    _server: Server,
}

/// Connects to the server that the environment names (`ODOO_URL` and the like), or else to an in-memory one.
///
/// # Errors
///
/// When variables are missing beside `ODOO_URL`, or no port of this machine is free.
pub async fn connect() -> Result<(Client, Option<Memory>), Box<dyn Error>> {
    if env::var_os("ODOO_URL").is_some() {
        return Ok((Client::from_env()?, None));
    }
    let world = World::new();
    let server = Server::start(&world).await?;
    let odoo = Client::builder(server.url())?
        .database(world.database())
        .login(Credentials::password("admin", "admin"))
        .build()?;
    let memory = Memory {
        world,
        _server: server,
    };
    Ok((odoo, Some(memory)))
}
