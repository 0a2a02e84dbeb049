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


def new_partners(count):
    return [
        {
            "name": f"Bench {number}",
            "email": f"bench.{number}@example.com",
            "is_company": number % 2 == 0,
            "color": number % 12,
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
    client.read_one(1, fields)
    cpu, wall = time.process_time(), time.perf_counter()
    if task["job"] == "search_read":
        done = repeated(lambda: client.search_read(records, fields), calls)
    elif task["job"] == "create":
        done = repeated(lambda: client.create(records), calls)
    else:
        done = [client.read_one(call, fields) for call in range(1, calls + 1)]
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    held = memory()
    rows = done if task["job"] == "create" else map(row, done)
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": held, "checksum": checksum(rows)}))
