//! The behaviours, by topic.

mod about;
mod buckets;
mod bulk;
mod cached;
mod calls;
mod changes;
mod contexts;
mod delegation;
mod domains;
mod fates;
mod faults;
mod files;
mod filters;
mod groups;
mod keys;
mod lines;
mod logins;
mod methods;
mod negative;
mod nested;
mod pages;
mod properties;
mod quantifiers;
mod reads;
mod schema;
mod shapes;
mod storm;
mod streams;
mod types;
mod untyped;
mod upgrades;
mod upserts;
mod values;
mod versions;
mod writes;

use std::{
    pin::Pin,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use odoo_orm::{Fault, prelude::*, rpc::Protocol};

use crate::{capability::Capability, models::Partner, server::Server, sweep, version::Version};

/// A behaviour and its requirements.
#[derive(Debug, Clone, Copy)]
pub struct Behaviour {
    pub name: &'static str,
    pub run: fn(Env) -> Pin<Box<dyn Future<Output = ()> + Send>>,
    /// The capabilities that the server must have.
    pub needs: Option<Capability>,
}

/// The environment of a behaviour.
#[derive(Debug, Clone)]
pub struct Env {
    pub server: Arc<Server>,
    /// The administrator's client, shared by all behaviours on the server.
    pub odoo: Client,
    /// The server's version, 14 to 19.
    pub version: Version,
    /// The protocol of `odoo`.
    pub protocol: Protocol,
    /// A text unique to this run, for the names of records.
    pub tag: String,
}

impl Env {
    pub fn new(
        server: Arc<Server>,
        odoo: Client,
        (version, protocol): (Version, Protocol),
        behaviour: &str,
    ) -> Self {
        let nanos = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_nanos();
        let tag = format!("{behaviour} {nanos}");
        Env {
            server,
            odoo,
            version,
            protocol,
            tag,
        }
    }

    /// The values of a partner whose name starts with the tag.
    pub fn partner(&self, name: &str) -> Values<Partner> {
        Values::new().set(Partner::NAME, self.name(name))
    }

    /// A name unique to this run.
    pub fn name(&self, name: &str) -> String {
        format!("{} {name}", self.tag)
    }

    /// Whether the server refused values. XML-RPC does not tell a `ValidationError` from another `UserError`.
    pub fn refused_values(&self, fault: &Fault) -> bool {
        fault.is_validation() || (self.protocol == Protocol::XmlRpc && fault.is_user_error())
    }

    /// The partners created by this run.
    pub fn ours(&self) -> Domain<Partner> {
        Partner::NAME.eq_like(format!("{} %", self.tag))
    }

    /// Names of partners without the tag, sorted.
    pub async fn names(&self, domain: Domain<Partner>) -> Vec<String> {
        let found = Partner::search_read(&self.odoo, self.ours() & domain)
            .await
            .unwrap();
        let prefix = format!("{} ", self.tag);
        let mut names: Vec<String> = found
            .into_iter()
            .map(|partner| partner.name.replace(&prefix, ""))
            .collect();
        names.sort();
        names
    }

    /// Deletes the partners created by this run, including archived ones.
    pub async fn clean(&self) {
        let odoo = self.odoo.with_context(Context::new().active_test(false));
        let contacts = Partner::search(&odoo, self.ours() & Partner::PARENT_ID.is_set()).await;
        Partner::unlink(&odoo, contacts.unwrap()).await.unwrap();
        let others = Partner::search(&odoo, self.ours()).await.unwrap();
        Partner::unlink(&odoo, others).await.unwrap();
    }
}

impl Behaviour {
    /// Runs the behaviour. If it panics, its records are deleted and the panic continues.
    pub async fn run(self, env: Env) {
        let task = tokio::spawn((self.run)(env.clone()));
        if let Err(error) = task.await {
            sweep::sweep(&env).await;
            std::panic::resume_unwind(error.into_panic());
        }
    }
}

/// All behaviours.
pub fn all() -> Vec<Behaviour> {
    [
        reads::ALL,
        schema::ALL,
        streams::ALL,
        streams::hidden::ALL,
        streams::pace::ALL,
        bulk::ALL,
        cached::ALL,
        fates::ALL,
        changes::ALL,
        negative::ALL,
        nested::ALL,
        nested::lists::ALL,
        nested::edges::ALL,
        values::ALL,
        types::ALL,
        pages::ALL,
        properties::ALL,
        delegation::ALL,
        shapes::ALL,
        writes::ALL,
        calls::ALL,
        about::ALL,
        untyped::ALL,
        upgrades::ALL,
        upgrades::reads::ALL,
        upgrades::writes::ALL,
        upserts::ALL,
        upserts::lines::ALL,
        upserts::many::ALL,
        upserts::names::ALL,
        methods::ALL,
        domains::ALL,
        quantifiers::ALL,
        filters::ALL,
        versions::ALL,
        groups::ALL,
        keys::ALL,
        buckets::ALL,
        contexts::ALL,
        faults::ALL,
        logins::ALL,
        files::ALL,
        lines::ALL,
        storm::ALL,
    ]
    .concat()
}

/// The behaviours that depend on how a protocol writes values and faults.
pub fn of_encoding() -> Vec<Behaviour> {
    [
        reads::ALL,
        values::ALL,
        types::ALL,
        writes::ALL,
        calls::ALL,
        methods::ALL,
        contexts::ALL,
        faults::ALL,
    ]
    .concat()
}

/// Lists async functions as behaviours; those after `users:`, `http:` and so on need that [`Capability`].
macro_rules! behaviours {
    ($($name:ident),* $(,)? $(; $capability:ident: $($needy:ident),* $(,)?)*) => {
        pub(in crate::suite) const ALL: &[crate::suite::Behaviour] = &[
            $(crate::suite::Behaviour {
                name: stringify!($name),
                run: |env| Box::pin($name(env)),
                needs: None,
            },)*
            $($(crate::suite::Behaviour {
                name: stringify!($needy),
                run: |env| Box::pin($needy(env)),
                needs: Some(crate::capability!($capability)),
            },)*)*
        ];
    };
}
use behaviours;
