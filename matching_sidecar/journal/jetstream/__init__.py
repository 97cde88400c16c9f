"""The replicated journal: a shard's commands as a NATS JetStream stream, one frame a message."""
