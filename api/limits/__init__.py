"""How much one caller may ask for: requests a minute, and the size of each."""
