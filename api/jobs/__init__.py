"""Jobs: work that takes a while, done by processes of its own."""
