"""odooly: plain dictionaries, which cost it less than its records."""

import odooly

import bench


class Client:
    def __init__(self, task):
        client = odooly.Client(task["url"], task["database"], task["login"], task["password"])
        self.partners = client.env["res.partner"]

    def search_read(self, count, fields):
        return self.partners.search_read([], fields, limit=count)

    def read_one(self, id, fields):
        return self.partners.read(id, fields)

    def create(self, count):
        return list(self.partners.create(bench.new_partners(count)).ids)


bench.main(Client)
