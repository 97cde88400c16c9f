# Runs in `odoo shell`. Builds the web client's bundles now: the first parallel requests after an
# update race on building them. Bundles of Odoo's own tests are left out.
qweb = env["ir.qweb"]
scripts, styles = qweb._get_bundles_to_pregenarate()
for bundle in sorted(scripts | styles):
    if "test" not in bundle:
        assets = qweb._get_asset_bundle(bundle, css=bundle in styles, js=bundle in scripts)
        if bundle in scripts:
            assets.js()
        if bundle in styles:
            assets.css()
env.cr.commit()
