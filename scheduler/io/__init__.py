"""Files in and out: teams are read in `scheduler.io.team`, plans are written beside it."""
