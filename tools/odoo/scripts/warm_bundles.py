# Runs in `odoo shell`. Builds the web client's bundles now: the first parallel requests after an
# update race on building them.
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
