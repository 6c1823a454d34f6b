"""Explanations: why a visit is left unassigned, what would help, why this carer and not that one.

`scene` sets a published plan and a visit up for exact questions, `forbidding` asks what forbids it,
`alterations` what small alteration of what is agreed (`alteration`) makes it fit, `working` makes
and judges the plans that prove it, `explanation` brings all of it together, `sentences` and
`document` tell it.
"""
