//! The library, as its users have it.

use std::marker::PhantomData;

use odoo_bench_harness::{Fault, Row, Task, Value as _};
use odoo_orm::{Record, prelude::*};

/// A person or a company.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[expect(clippy::struct_field_names, reason = "as Odoo names them")]
pub(super) struct Partner {
    id: Id<Partner>,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    country_id: Option<Many2one<Country>>,
    #[odoo(readonly)]
    create_date: DateTime<Utc>,
    street: Option<String>,
    city: Option<String>,
    zip: Option<String>,
    is_company: bool,
    active: bool,
    color: i64,
    partner_latitude: f64,
    credit_limit: f64,
    child_ids: One2many<Partner>,
    category_id: Many2many<Category>,
    user_id: Option<Many2one<User>>,
    lang: Option<String>,
    comment: Option<String>,
    #[odoo(readonly)]
    write_date: DateTime<Utc>,
}

/// A country.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.country")]
pub(super) struct Country {
    #[expect(dead_code, reason = "links to it are read, and none of its own fields")]
    id: Id<Country>,
}

/// A tag of partners.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner.category")]
pub(super) struct Category {
    #[expect(dead_code, reason = "links to it are read, and none of its own fields")]
    id: Id<Category>,
}

/// A user.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.users")]
pub(super) struct User {
    #[expect(dead_code, reason = "links to it are read, and none of its own fields")]
    id: Id<User>,
}

/// A partner with 6 fields.
#[derive(Debug, Projection)]
#[odoo(of = Partner)]
pub(super) struct Brief {
    id: Id<Partner>,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    country_id: Option<Many2one<Country>>,
    create_date: DateTime<Utc>,
}

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

fn link<M>(link: Option<&Many2one<M>>) -> i64 {
    link.map_or(0, |link| link.id.get() + link.name.number())
}

impl Row for Brief {
    fn sum(&self) -> i64 {
        self.id.get()
            + self.name.number()
            + self.email.number()
            + self.phone.number()
            + link(self.country_id.as_ref())
            + self.create_date.number()
    }
}

impl Row for Partner {
    fn sum(&self) -> i64 {
        let texts = [
            &self.email,
            &self.phone,
            &self.street,
            &self.city,
            &self.zip,
            &self.lang,
            &self.comment,
        ];
        let texts: i64 = texts.iter().map(|text| text.number()).sum();
        let flags = self.is_company.number() + self.active.number();
        let numbers = self.id.get()
            + self.color
            + self.partner_latitude.number()
            + self.credit_limit.number();
        let links = link(self.country_id.as_ref()) + link(self.user_id.as_ref());
        let children = self.child_ids.iter().map(|id| id.get());
        let tags = self.category_id.iter().map(|id| id.get());
        let moments = self.create_date.number() + self.write_date.number();
        self.name.number()
            + texts
            + flags
            + numbers
            + links
            + moments
            + children.chain(tags).sum::<i64>()
    }
}
