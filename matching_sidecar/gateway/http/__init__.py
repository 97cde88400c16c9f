"""HTTP/1.1 for REST: httptools parses, this keeps order, limits and time (decision 0007)."""
