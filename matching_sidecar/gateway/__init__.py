"""The door for clients: tokens, WebSocket sessions and REST."""
