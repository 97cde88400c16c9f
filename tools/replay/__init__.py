"""`./brokersync replay`: recorded order flow through gateway, journal and engine."""
