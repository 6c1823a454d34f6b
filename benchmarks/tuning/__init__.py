"""How the defaults of the search are chosen: a recorded tuning run on days that nobody measures."""
