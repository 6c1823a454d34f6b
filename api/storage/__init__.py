"""What the service keeps: tables, transactions, and the one way to ask for a team's rows."""
