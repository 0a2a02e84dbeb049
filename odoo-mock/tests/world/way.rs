//! The transports to a world.

use odoo_mock::{Server, World};
use odoo_rpc::{Client, Credentials, Protocol};

/// A transport.
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

/// A client of the administrator without retries, and its server.
pub(crate) async fn client(world: &World, way: Way) -> (Client, Option<Server>) {
    let Way::Http(protocol) = way else {
        return (world.client(), None);
    };
    let server = Server::start(world).await.unwrap();
    let login = match protocol {
        Protocol::CallKw => Credentials::password("admin", "admin"),
        _ => Credentials::api_key("admin", world.api_key("admin")),
    };
    let builder = Client::builder(server.url()).unwrap();
    let builder = builder
        .database(world.database())
        .login(login)
        .protocol(protocol);
    (builder.max_attempts(1).build().unwrap(), Some(server))
}
