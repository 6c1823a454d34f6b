"""Running the service: its log, its figures, whether it is ready, and its backups."""
