"""When a price alert fires. Nothing here knows the database or the sidecar."""
