"""The session's dealings with Odoo, over XML-RPC like any integrator's. Blocking calls; one thread each."""
