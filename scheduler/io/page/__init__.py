"""rounds.html: the plan as one page that works offline, on a phone and on paper."""
