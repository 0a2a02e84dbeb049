# Run by scripts/odoo inside `odoo shell`: what the live tests need beyond a fresh database. Safe to repeat.
# pylint: disable=undefined-variable  (the shell provides `env`)
import odoo.release

major = odoo.release.version_info[0]
users = env["res.users"]
admin = users.search([("login", "=", "admin")], limit=1)

# A second language beside English, with its terms: what a context and a user's settings change is seen by it.
if not env["res.lang"].search([("code", "=", "fr_FR"), ("active", "=", True)]):
    env["res.lang"]._activate_lang("fr_FR")
    env["ir.module.module"].search([("state", "=", "installed")])._update_translations("fr_FR")

# A user whose password alone does not log in: /web/session/authenticate answers without a uid.
if not users.search([("login", "=", "totp")]):
    totp = users.with_context(no_reset_password=True).create(
        {"name": "Two-Factor User", "login": "totp", "password": "totp-password"}
    )
    totp.sudo().totp_secret = "JBSWY3DPEHPK3PXP"

# A plain internal user who works in French: access errors, and the context that a session brings along.
if not users.search([("login", "=", "clerk")]):
    users.with_context(no_reset_password=True).create(
        {"name": "Clerk", "login": "clerk", "password": "clerk-password", "lang": "fr_FR"}
    )

keys = env["res.users.apikeys"].with_user(admin)
key = keys._generate(None, "odoo-orm tests") if major < 18 else keys._generate(None, "odoo-orm tests", None)
env.cr.commit()
print("API_KEY=%s" % key)
