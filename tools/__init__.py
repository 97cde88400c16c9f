"""What the `brokersync` command calls: installing, starting, testing. Standard library only."""
