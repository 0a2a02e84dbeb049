# Copies of one partner, by SQL. They are archived, so that searches of other programs do not find them. Their times differ by a second, as if people
# had written them.
template = env["res.partner"].create(
    {"name": "template", "ref": CREATED, "country_id": env["res.country"].search([("code", "=", "BE")]).id}
)
env["base"].flush() if hasattr(env["base"], "flush") else env.flush_all()
cr = env.cr
cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'res_partner'")
columns = {name: 't."%s"' % name for (name,) in cr.fetchall()}
own = {
    "id": "new.id",
    "commercial_partner_id": "new.id",
    "name": "'Zoé Müller ' || n",
    # A stored display name is one of these columns.
    "display_name": "'Zoé Müller ' || n",
    "complete_name": "'Zoé Müller ' || n",
    "ref": "%(reference)s",
    "email": "CASE WHEN n %% 20 < 17 THEN 'partner.' || n || '@example.com' END",
    "phone": "CASE WHEN n %% 5 < 3 THEN '+32 470 ' || lpad((n * 7 %% 1000000)::text, 6, '0') END",
    "country_id": "CASE WHEN n %% 10 < 7 THEN t.country_id END",
    "active": "false",
    "create_date": "(now() AT TIME ZONE 'UTC') - interval '1 day' - n * interval '1 second'",
    "write_date": "(now() AT TIME ZONE 'UTC') - interval '1 day' - n * interval '1 second'",
}
columns.update({name: value for name, value in own.items() if name in columns})
query = """
    INSERT INTO res_partner (%s)
    SELECT %s
    FROM res_partner t, (SELECT n, nextval('res_partner_id_seq') AS id FROM generate_series(1, %%(count)s) AS n) AS new
    WHERE t.id = %%(template)s
""" % (
    ", ".join('"%s"' % name for name in columns),
    ", ".join(columns.values()),
)
cr.execute(query, {"reference": REFERENCE, "template": template.id, "count": COUNT})
cr.commit()
template.unlink()
cr.execute("ANALYZE res_partner")
cr.commit()
