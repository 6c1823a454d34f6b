"""Changes of a published plan: previewed, with options, before anything moves.

`request` says what is wrong with a change and which visits it concerns, `amended` gives the team
after it, `options` the plans that answer it, `preview` puts them beside the published one.
"""
