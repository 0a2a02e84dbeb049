use std::sync::Arc;

use datafusion::{
    error::{DataFusionError, Result},
    prelude::{SessionConfig, SessionContext},
};

use crate::{Catalog, PushAggregates};

/// Creates a session whose tables are the models of a server.
///
/// The catalog is the schema `public`, in which names without a schema are looked up.
///
/// ```
/// use odoo_datafusion::{Catalog, session};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let odoo = odoo_mock::World::new().client();
/// let sql = session(Catalog::new(&odoo).await?)?;
/// let countries = sql.sql("SELECT code, name FROM res_country WHERE code IN ('BE', 'NL') ORDER BY id").await?;
/// countries.show().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Returns the errors of DataFusion.
pub fn session(catalog: Catalog) -> Result<SessionContext> {
    let config = SessionConfig::new().with_information_schema(true);
    let session = SessionContext::new_with_config(config);
    session.add_optimizer_rule(Arc::new(PushAggregates));
    let name = session
        .copied_config()
        .options()
        .catalog
        .default_catalog
        .clone();
    let default = session
        .catalog(&name)
        .ok_or_else(|| DataFusionError::Internal(format!("the session has no catalog {name}")))?;
    default.register_schema("public", Arc::new(catalog))?;
    Ok(session)
}
