"""The subcommands of `brokersync`: each has `add_arguments` and `run`."""
