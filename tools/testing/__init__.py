"""Running the tests: static checks, sidecar, addons, across components."""
