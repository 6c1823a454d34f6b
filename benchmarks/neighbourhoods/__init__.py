"""Neighbourhoods, rural and urban: teams drawn from any road network and a profile."""
