"""Configuring and starting the matching sidecar."""
