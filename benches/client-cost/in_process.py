# What a client cannot avoid: the server's own search_read and json.dumps, without HTTP.
import json
import time

user = env["res.users"].search([("login", "=", LOGIN)])
partners = env["res.partner"].with_user(user)


def once():
    # 16 renamed the method.
    getattr(env, "invalidate_all", partners.invalidate_cache if hasattr(partners, "invalidate_cache") else None)()
    began = time.perf_counter()
    rows = partners.search_read([("ref", "=", REFERENCE)], FIELDS, limit=RECORDS, order="id")
    json.dumps(rows, default=str)
    took = time.perf_counter() - began
    assert len(rows) == RECORDS, len(rows)
    return took


once()
print("TIMES=" + json.dumps([once() for _ in range(3)]))
