"""What the clients written in Python have in common: their work, their clock, and the sum of what they read.

As benches/harness for those written in Rust, which says what each of these is.
"""

import json
import math
import sys
import time
from datetime import datetime, timezone

FIELDS = [
    "id", "name", "email", "phone", "country_id", "create_date", "street", "city", "zip", "is_company",
    "active", "color", "partner_latitude", "credit_limit", "child_ids", "category_id", "user_id", "lang",
    "comment", "write_date",
]


# The partners to read, and those that a client creates.
REFERENCE = "odoo-orm bench"
NEW_REFERENCE = "odoo-orm bench, new"
DOMAIN = [["ref", "=", REFERENCE]]
PAGE = 2_000


def new_partners(count):
    return [
        {
            "name": f"Bench {number}",
            "email": f"bench.{number}@example.com",
            "is_company": number % 2 == 0,
            "color": number % 12,
            "ref": NEW_REFERENCE,
        }
        for number in range(count)
    ]


def value(field, value):
    if isinstance(value, str):
        if field.endswith("_date"):
            return int(datetime.fromisoformat(value).replace(tzinfo=timezone.utc).timestamp())
        return len(value)
    if isinstance(value, float):
        return math.floor(value * 100)
    if isinstance(value, (list, tuple)):
        return sum(len(item) if isinstance(item, str) else item for item in value)
    return int(value or 0)


def row(values):
    return sum(value(field, of) for field, of in values.items())


def row_by_ids(values):
    return sum(of[0] if isinstance(of, list) and of else value(field, of) for field, of in values.items())


def pages(read, count):
    """The sums of what `read` gives for an offset and a limit, page by page."""
    sums = []
    for offset in range(0, count, PAGE):
        sums += map(row_by_ids, read(offset, min(PAGE, count - offset)))
    return sums


def located(partners, country):
    """The sums of partners and their countries, whose names `country` reads one by one."""
    sums = []
    for partner in partners:
        of = partner["id"]
        if partner["country_id"]:
            id = partner["country_id"][0]
            of += id + len(country(id))
        sums.append(of)
    return sums


def checksum(rows):
    total = 0
    for of in rows:
        total = (total * 31 + of) % 2**32
    return total


def memory():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    raise RuntimeError("Linux does not say how much memory a process held")


def repeated(call, times):
    for _ in range(times - 1):
        call()
    return call()


def main(login):
    task = json.loads(sys.argv[1])
    client = login(task)
    fields, records, calls = FIELDS[: task["fields"]], task["records"], task["calls"]
    ids = task["ids"] or range(1, calls + 1)
    client.read_one(ids[0], fields)
    cpu, wall = time.process_time(), time.perf_counter()
    if task["job"] == "search_read":
        done = repeated(lambda: client.search_read(records, fields), calls)
    elif task["job"] in ("create", "import"):
        done = repeated(lambda: client.create(records), calls)
    elif task["job"] == "export":
        done = repeated(lambda: client.export(records, fields), calls)
    elif task["job"] == "countries":
        done = repeated(lambda: client.countries(records), calls)
    else:
        done = [client.read_one(ids[call], fields) for call in range(calls)]
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    held = memory()
    rows = map(row, done) if task["job"] in ("search_read", "read_one") else done
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": held, "checksum": checksum(rows)}))
