"""odoo-client-lib, of Odoo S.A., over JSON-2, which needs an API key."""

from urllib.parse import urlsplit

import odoolib

import bench


class Client:
    def __init__(self, task):
        url = urlsplit(task["url"])
        connection = odoolib.get_connection(
            hostname=url.hostname,
            protocol="json2",
            port=url.port,
            database=task["database"],
            password=task["api_key"],
        )
        self.partners = connection.get_model("res.partner")
        self.countries_of = connection.get_model("res.country")

    def search_read(self, count, fields):
        return self.partners.search_read(domain=bench.DOMAIN, fields=fields, limit=count)

    def read_one(self, id, fields):
        return self.partners.read(ids=[id], fields=fields)

    def create(self, count):
        return self.partners.create(vals_list=bench.new_partners(count))

    def export(self, count, fields):
        return bench.pages(
            lambda offset, limit: self.partners.search_read(
                domain=bench.DOMAIN, fields=fields, offset=offset, limit=limit, order="id"
            ),
            count,
        )

    def countries(self, count):
        partners = self.partners.search_read(
            domain=bench.DOMAIN, fields=["country_id"], limit=count, order="id"
        )
        return bench.located(partners, lambda id: self.countries_of.read(ids=[id], fields=["name"])["name"])


bench.main(Client)
