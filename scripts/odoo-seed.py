# Run by scripts/odoo inside `odoo shell`: the data that the live tests need beyond a fresh database. Safe to repeat.
# pylint: disable=undefined-variable  (the shell provides `env`)
import odoo.release

major = odoo.release.version_info[0]
users = env["res.users"]
admin = users.search([("login", "=", "admin")], limit=1)

# A second language with its translations, which shows the effect of a context and of a user's settings.
if not env["res.lang"].search([("code", "=", "fr_FR"), ("active", "=", True)]):
    env["res.lang"]._activate_lang("fr_FR")
    env["ir.module.module"].search([("state", "=", "installed")])._update_translations("fr_FR")

# A user with a second factor: /web/session/authenticate returns no uid for the password alone.
if not users.search([("login", "=", "totp")]):
    totp = users.with_context(no_reset_password=True).create(
        {"name": "Two-Factor User", "login": "totp", "password": "totp-password"}
    )
    totp.sudo().totp_secret = "JBSWY3DPEHPK3PXP"

# A plain internal user with French as language, for access errors and for the context of a session.
if not users.search([("login", "=", "clerk")]):
    users.with_context(no_reset_password=True).create(
        {"name": "Clerk", "login": "clerk", "password": "clerk-password", "lang": "fr_FR"}
    )

keys = env["res.users.apikeys"].with_user(admin)
key = keys._generate(None, "odoo-orm tests") if major < 18 else keys._generate(None, "odoo-orm tests", None)
env.cr.commit()
print("API_KEY=%s" % key)
