"""REST: the same commands and figures over HTTP (docs/openapi.yaml)."""
