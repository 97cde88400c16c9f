"""Installing Odoo 19, its configuration, its databases and its server."""
