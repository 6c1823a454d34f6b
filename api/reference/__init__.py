"""The page at `/docs`: the description of the service, for people."""
