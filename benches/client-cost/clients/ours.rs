//! The library, as its users have it.

use std::marker::PhantomData;

use odoo_bench_harness::{Fault, Row, Task};
use odoo_benches::partner::Partner;
use odoo_orm::{Record, prelude::*};

pub(super) struct Odoo<P> {
    odoo: Client,
    partner: PhantomData<P>,
}

impl<P: Record<Model = Partner> + Row> odoo_bench_harness::Client for Odoo<P> {
    type Partner = P;

    async fn login(task: &Task) -> Result<Self, Fault> {
        let odoo = Client::builder(&task.url)?
            .database(&task.database)
            .login(Login::password(&task.login, &task.password))
            .max_in_flight(task.in_flight)
            .build()?;
        Ok(Odoo {
            odoo,
            partner: PhantomData,
        })
    }

    async fn search_read(&self, count: usize) -> Result<Vec<P>, Fault> {
        let partners = Partner::search_read(&self.odoo, Domain::all()).select();
        Ok(partners.limit(count.try_into()?).await?)
    }

    async fn read_one(&self, id: i64) -> Result<P, Fault> {
        Ok(Partner::read(&self.odoo, Id::new(id))
            .select()
            .one()
            .await?)
    }

    async fn create(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let partners = (0..i64::try_from(count)?).map(|number| {
            Values::new()
                .set(Partner::NAME, format!("Bench {number}"))
                .set(Partner::EMAIL, format!("bench.{number}@example.com"))
                .set(Partner::IS_COMPANY, number % 2 == 0)
                .set(Partner::COLOR, number % 12)
        });
        let ids = Partner::create_many(&self.odoo, partners).await?;
        Ok(ids.into_iter().map(Id::get).collect())
    }
}
