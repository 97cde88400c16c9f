{
    "name": "BrokerSync CRM",
    "summary": "Client firms, traders, who may see and do what",
    "version": "19.0.1.0.0",
    "category": "Sales/BrokerSync",
    "author": "BrokerSync",
    "license": "AGPL-3",
    "depends": ["mail", "portal"],
    "external_dependencies": {"python": ["python-stdnum"]},
    "data": [
        "security/brokersync_groups.xml",
        "security/ir.model.access.csv",
        "security/brokersync_rules.xml",
        "data/ir_sequence_data.xml",
        "views/brokersync_trader_views.xml",
        "views/brokersync_firm_views.xml",
        "views/brokersync_menus.xml",
        "views/portal_templates.xml",
    ],
    "demo": [
        "demo/res_users_demo.xml",
        "demo/brokersync_firm_demo.xml",
        "demo/brokersync_trader_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            # Debian's package lists this file and does not ship it; nothing here uses video calls.
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
    "application": True,
}
