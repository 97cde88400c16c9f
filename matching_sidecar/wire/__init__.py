"""What crosses the sidecar's border as JSON: client messages in, reports out, and how both are checked."""
