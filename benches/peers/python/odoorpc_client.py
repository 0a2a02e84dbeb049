"""OdooRPC: plain dictionaries, as its methods of models give them."""

from urllib.parse import urlsplit

import odoorpc

import bench


class Client:
    def __init__(self, task):
        url = urlsplit(task["url"])
        odoo = odoorpc.ODOO(url.hostname, port=url.port)
        odoo.login(task["database"], task["login"], task["password"])
        self.partners = odoo.env["res.partner"]

    def search_read(self, count, fields):
        return self.partners.search_read(bench.DOMAIN, fields, limit=count)

    def read_one(self, id, fields):
        return self.partners.read([id], fields)[0]

    def create(self, count):
        return self.partners.create(bench.new_partners(count))

    def export(self, count, fields):
        return bench.pages(
            lambda offset, limit: self.partners.search_read(
                bench.DOMAIN, fields, offset=offset, limit=limit, order="id"
            ),
            count,
        )

    def countries(self, count):
        """By its records, as its documentation teaches it."""
        sums = []
        for partner in self.partners.browse(self.partners.search(bench.DOMAIN, limit=count, order="id")):
            country = partner.country_id
            sums.append(partner.id + (country.id + len(country.name) if country else 0))
        return sums


bench.main(Client)
