"""Published instances of home care and vehicle routing, in their own forms and units."""
