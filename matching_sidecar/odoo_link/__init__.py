"""The seam with Odoo: reference data in, events out, each exactly once."""
