//! The library, used as documented.

use std::{
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use odoo_bench_harness::{Fault, NEW_REFERENCE, PAGE, REFERENCE, Row, Task};
use odoo_benches::partner::{Exported, Located, Partner};
use odoo_orm::{
    Call, Record,
    prelude::*,
    rpc::{BoxFuture, CallState, Response, Transport},
};

/// The number of concurrent pages: the number of workers of the benchmarks' real servers.
const WORKERS: usize = 2;

pub(super) struct Odoo<P> {
    odoo: Client,
    partner: PhantomData<P>,
}

impl<P: Record<Model = Partner> + Row> odoo_bench_harness::Client for Odoo<P> {
    type Partner = P;

    async fn login(task: &Task) -> Result<Self, Fault> {
        let odoo = Client::builder(&task.url)?
            .allow_plain_http()
            .database(&task.database)
            .login(Credentials::password(&task.login, &task.password))
            .max_in_flight(task.in_flight.max(WORKERS))
            .build()?;
        // Requested once per client, like the login.
        odoo.server_version().await?;
        Ok(Odoo {
            odoo,
            partner: PhantomData,
        })
    }

    async fn search_read(&self, count: usize) -> Result<Vec<P>, Fault> {
        let partners = Partner::search_read(&self.odoo, mine()).select();
        Ok(partners.limit(count.try_into()?).await?)
    }

    async fn read_one(&self, id: i64) -> Result<P, Fault> {
        Ok(Partner::read(&self.odoo, Id::new(id))
            .select()
            .one()
            .await?)
    }

    async fn create(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let ids = Partner::create_many(&self.odoo, new(count)?).await?;
        Ok(ids.into_iter().map(Id::get).collect())
    }

    /// As many concurrent batches as there are workers.
    async fn import(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let ids = Partner::create_many(&self.odoo, new(count)?)
            .in_batches()
            .batch_size(count.div_ceil(WORKERS))
            .concurrency(WORKERS)
            .await?;
        Ok(ids.into_iter().map(Id::get).collect())
    }

    async fn export(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let partners = Partner::search_read(&self.odoo, mine()).select::<Exported>();
        let mut pages = partners
            .limit(count.try_into()?)
            .stream()
            .page_size(PAGE)
            .concurrency(WORKERS)
            .pages();
        let mut sums = Vec::with_capacity(count);
        while let Some(page) = pages.next().await {
            let page = page?;
            sums.extend(page.iter().map(Row::sum));
        }
        Ok(sums)
    }

    async fn countries(&self, count: usize) -> Result<Vec<i64>, Fault> {
        countries(&self.odoo, count).await
    }

    async fn requests_for_countries(&self, count: usize) -> Result<Option<u64>, Fault> {
        let requests = Arc::new(AtomicU64::new(0));
        let counting = Client::new(Counting {
            odoo: self.odoo.clone(),
            requests: Arc::clone(&requests),
        });
        counting.server_version().await?;
        requests.store(0, Relaxed);
        countries(&counting, count).await?;
        Ok(Some(requests.load(Relaxed)))
    }
}

/// The values of new partners.
fn new(count: usize) -> Result<impl Iterator<Item = Values<Partner>>, Fault> {
    Ok((0..i64::try_from(count)?).map(|number| {
        Values::new()
            .set(Partner::NAME, format!("Bench {number}"))
            .set(Partner::EMAIL, format!("bench.{number}@example.com"))
            .set(Partner::IS_COMPANY, number % 2 == 0)
            .set(Partner::COLOR, number % 12)
            .set(Partner::REF, NEW_REFERENCE)
    }))
}

/// The domain of the benchmark's partners.
fn mine() -> Domain<Partner> {
    Partner::REF.eq(REFERENCE)
}

async fn countries(odoo: &Client, count: usize) -> Result<Vec<i64>, Fault> {
    let partners = Partner::search_read(odoo, mine()).select::<Located>();
    let partners = partners
        .order_by(Partner::ID.asc())
        .limit(count.try_into()?);
    Ok(partners.await?.iter().map(Row::sum).collect())
}

/// Counts the calls of a client.
struct Counting {
    odoo: Client,
    requests: Arc<AtomicU64>,
}

impl Transport for Counting {
    fn call(
        &self,
        call: Call,
        state: CallState,
    ) -> BoxFuture<'_, Result<Response, odoo_orm::Error>> {
        self.requests.fetch_add(1, Relaxed);
        Transport::call(&self.odoo, call, state)
    }
}
