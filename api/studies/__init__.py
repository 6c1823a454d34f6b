"""Studies: what neighbourhoods cost, and what would change if. Drawn by the benchmarks."""
