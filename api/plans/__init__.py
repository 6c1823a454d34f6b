"""What the service does with plans: publishing in the server, changes and questions as jobs."""
