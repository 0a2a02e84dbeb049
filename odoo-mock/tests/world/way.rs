//! The ways to a world.

use odoo_mock::{Server, World};
use odoo_rpc::{Client, Credentials, Protocol};

/// How a client calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    InProcess,
    Http(Protocol),
}

pub(crate) const ALL: [Way; 4] = [
    Way::InProcess,
    Way::Http(Protocol::CallKw),
    Way::Http(Protocol::ExecuteKw),
    Way::Http(Protocol::Json2),
];

/// A client of the administrator that tries nothing again, and the server that it goes to.
pub(crate) async fn client(world: &World, way: Way) -> (Client, Option<Server>) {
    let Way::Http(wire) = way else {
        return (world.client(), None);
    };
    let server = Server::start(world).await.unwrap();
    let login = match wire {
        Protocol::CallKw => Credentials::password("admin", "admin"),
        _ => Credentials::api_key("admin", world.api_key("admin")),
    };
    let builder = Client::builder(server.url()).unwrap();
    let builder = builder.database(world.database()).login(login).wire(wire);
    (builder.max_attempts(1).build().unwrap(), Some(server))
}
