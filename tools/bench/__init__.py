"""`./brokersync bench`: what the system does on this machine, each figure beside its goal."""
