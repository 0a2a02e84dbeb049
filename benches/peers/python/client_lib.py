"""odoo-client-lib, of Odoo S.A., over JSON-RPC: its `search_read` is a search and a read."""

from urllib.parse import urlsplit

import odoolib

import bench


class Client:
    def __init__(self, task):
        url = urlsplit(task["url"])
        connection = odoolib.get_connection(
            hostname=url.hostname,
            protocol="jsonrpc",
            port=url.port,
            database=task["database"],
            login=task["login"],
            password=task["password"],
        )
        self.partners = connection.get_model("res.partner")
        self.countries_of = connection.get_model("res.country")

    def search_read(self, count, fields):
        return self.partners.search_read(bench.DOMAIN, fields, limit=count)

    def read_one(self, id, fields):
        return self.partners.read([id], fields)[0]

    def create(self, count):
        return self.partners.create(bench.new_partners(count))

    def export(self, count, fields):
        return bench.pages(
            lambda offset, limit: self.partners.search_read(bench.DOMAIN, fields, offset, limit, "id"),
            count,
        )

    def countries(self, count):
        partners = self.partners.search_read(bench.DOMAIN, ["country_id"], limit=count, order="id")
        return bench.located(partners, lambda id: self.countries_of.read([id], ["name"])[0]["name"])


bench.main(Client)
