"""A running service under load and under fire: the modules `load` and `faults`."""
