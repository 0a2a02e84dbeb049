import psycopg2

# Created partners have messages and followers, so Odoo deletes them.
created = env["res.partner"].with_context(active_test=False).search([("ref", "=", CREATED)])
for start in range(0, len(created), 1000):
    created[start : start + 1000].unlink()
    env.cr.commit()
# Nothing refers to the copies, so the checks of each foreign key are skipped.
env.cr.execute("SET session_replication_role = replica")
env.cr.execute("DELETE FROM res_partner WHERE ref = %s", [REFERENCE])
env.cr.commit()

# VACUUM cannot run in a transaction.
connection = psycopg2.connect(env.cr._cnx.dsn)
connection.autocommit = True
connection.cursor().execute("VACUUM ANALYZE res_partner")
