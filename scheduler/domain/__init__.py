"""What a team is: carers, clients, shifts, visits and agreements. Frozen, typed, no I/O."""
