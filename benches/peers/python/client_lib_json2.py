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

    def search_read(self, count, fields):
        return self.partners.search_read(domain=[], fields=fields, limit=count)

    def read_one(self, id, fields):
        return self.partners.read(ids=[id], fields=fields)

    def create(self, count):
        return self.partners.create(vals_list=bench.new_partners(count))


bench.main(Client)
