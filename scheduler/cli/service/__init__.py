"""Commands about the HTTP service. Only they pay for the web server and the database."""
