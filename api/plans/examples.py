"""Examples of answers about plans, for the description of the service: a team of one visit."""

from typing import Any, Final

Example = dict[str, Any]

PLAN: Final[Example] = {
    "schema_version": "1.0",
    "team_id": "t1",
    "timezone": "Europe/Amsterdam",
    "first_date": "2026-11-23",
    "days": 1,
    "rounds": [
        {
            "carer_id": "c1",
            "shift_start": "2026-11-23T07:00:00+01:00",
            "stops": [
                {
                    "kind": "start",
                    "visit_id": None,
                    "date": None,
                    "place": None,
                    "client_id": None,
                    "new_face": False,
                    "arrival": "2026-11-23T07:00:00+01:00",
                    "start": "2026-11-23T07:00:00+01:00",
                    "end": "2026-11-23T07:00:00+01:00",
                    "leg": None,
                },
                {
                    "kind": "visit",
                    "visit_id": "v1",
                    "date": "2026-11-23",
                    "place": 1,
                    "client_id": "k1",
                    "new_face": True,
                    "arrival": "2026-11-23T07:01:44+01:00",
                    "start": "2026-11-23T07:01:44+01:00",
                    "end": "2026-11-23T07:21:44+01:00",
                    "leg": {"seconds": 104, "metres": 182, "mode": "bike"},
                },
                {
                    "kind": "end",
                    "visit_id": None,
                    "date": None,
                    "place": None,
                    "client_id": None,
                    "new_face": False,
                    "arrival": "2026-11-23T07:23:28+01:00",
                    "start": "2026-11-23T07:23:28+01:00",
                    "end": "2026-11-23T07:23:28+01:00",
                    "leg": {"seconds": 104, "metres": 182, "mode": "bike"},
                },
            ],
        }
    ],
    "unassigned": [],
    "score": {
        "total": 11470,
        "lines": [
            {"rule": "continuity", "quantity": 6, "weight": 1500, "cost": 9000},
            {"rule": "travel", "quantity": 208, "weight": 10, "cost": 2080},
            {"rule": "fair_load", "quantity": 78, "weight": 5, "cost": 390},
        ],
    },
    "continuity": {
        "before": {
            "until": "2026-11-22",
            "clients": [
                {
                    "client_id": "k1",
                    "visits": 0,
                    "carers_14_days": 0,
                    "carers_28_days": 0,
                    "upc": None,
                    "coc": None,
                }
            ],
            "team": {
                "clients": 0,
                "carers_14_days": None,
                "carers_28_days": None,
                "upc": None,
                "coc": None,
            },
        },
        "after": {
            "until": "2026-11-23",
            "clients": [
                {
                    "client_id": "k1",
                    "visits": 1,
                    "carers_14_days": 1,
                    "carers_28_days": 1,
                    "upc": 1.0,
                    "coc": None,
                }
            ],
            "team": {
                "clients": 1,
                "carers_14_days": 1.0,
                "carers_28_days": 1.0,
                "upc": 1.0,
                "coc": None,
            },
        },
    },
    "provenance": {
        "rounds_version": "0.1.0",
        "seed": 0,
        "iterations": 10,
        "stopped": "iterations",
        "lower_bound": 11470,
        "gap": 0.0,
        "estimated_modes": ["bike"],
    },
}

VERSION: Final[Example] = {
    "schema_version": "1.0",
    "number": 1,
    "parent": None,
    "kind": "published",
    "author": "c1",
    "reason": "evening before",
    "made_at": "2026-11-22T18:07:41.320227+01:00",
    "now": "2026-11-23T06:30:00+01:00",
    "taken": None,
    "restores": None,
    "digest": {
        "settings": "1a8137976224d37d",
        "carers": "38d25f847219b689",
        "shifts": "4b3bc018a6956bfa",
        "clients": "fa27808fe42b946a",
        "visits": "5d45460724ab4d62",
        "pins": "4f53cda18c2baa0c",
    },
    "plan": PLAN,
}

COMPARISON: Final[Example] = {
    "schema_version": "1.0",
    "team_id": "t1",
    "timezone": "Europe/Amsterdam",
    "first_date": "2026-11-23",
    "days": 1,
    "change_tolerance_seconds": 900,
    "moves": [
        {
            "number": 1,
            "visit_id": "v1",
            "date": "2026-11-23",
            "client_id": "k1",
            "kind": "moved",
            "before": [{"place": 1, "carer_id": "c1", "start": "2026-11-23T07:01:44+01:00"}],
            "after": [{"place": 1, "carer_id": "c2", "start": "2026-11-23T07:01:44+01:00"}],
            "moved_seconds": 0,
            "newcomers": [{"carer_id": "c2", "familiarity": "new"}],
            "call": True,
        }
    ],
    "clients": [
        {
            "client_id": "k1",
            "moves": [1],
            "carers_before": ["c1"],
            "carers_after": ["c2"],
            "newcomers": [{"carer_id": "c2", "familiarity": "new"}],
            "moved_seconds": 0,
            "call": True,
        }
    ],
    "carers": [
        {
            "carer_id": "c1",
            "gained": [],
            "lost": [1],
            "restarted": [],
            "before": {
                "visits": 1,
                "service_seconds": 1200,
                "travel_seconds": 208,
                "waiting_seconds": 0,
                "overtime_seconds": 0,
            },
            "after": {
                "visits": 0,
                "service_seconds": 0,
                "travel_seconds": 0,
                "waiting_seconds": 0,
                "overtime_seconds": 0,
            },
            "difference": {
                "visits": -1,
                "service_seconds": -1200,
                "travel_seconds": -208,
                "waiting_seconds": 0,
                "overtime_seconds": 0,
            },
            "rounds": [
                {
                    "shift_start": "2026-11-23T07:00:00+01:00",
                    "before": {
                        "start": "2026-11-23T07:00:00+01:00",
                        "end": "2026-11-23T07:23:28+01:00",
                    },
                    "after": None,
                }
            ],
        }
    ],
    "rules": [
        {
            "rule": "unassigned_must",
            "before": {"quantity": 0, "weight": 2000000000, "cost": 0},
            "after": {"quantity": 0, "weight": 2000000000, "cost": 0},
            "difference": {"quantity": 0, "cost": 0},
        }
    ],
    "score": {"before": 11470, "after": 11470, "difference": 0},
    "violations": {"new": [], "gone": []},
    "continuity": {
        "before": {
            "until": "2026-11-23",
            "clients": [
                {
                    "client_id": "k1",
                    "visits": 1,
                    "carers_14_days": 1,
                    "carers_28_days": 1,
                    "upc": 1.0,
                    "coc": None,
                }
            ],
            "team": {
                "clients": 1,
                "carers_14_days": 1.0,
                "carers_28_days": 1.0,
                "upc": 1.0,
                "coc": None,
            },
        },
        "after": {
            "until": "2026-11-23",
            "clients": [
                {
                    "client_id": "k1",
                    "visits": 1,
                    "carers_14_days": 1,
                    "carers_28_days": 1,
                    "upc": 1.0,
                    "coc": None,
                }
            ],
            "team": {
                "clients": 1,
                "carers_14_days": 1.0,
                "carers_28_days": 1.0,
                "upc": 1.0,
                "coc": None,
            },
        },
    },
    "call_list": [{"client_id": "k1", "at": "2026-11-23T07:01:44+01:00", "moves": [1]}],
}

OPTION: Final[Example] = {
    "kind": "unmoved",
    "as_asked": True,
    "searched": False,
    "points": 3000,
    "left_out": [],
    "comparison": COMPARISON,
}

PREVIEW: Final[Example] = {
    "schema_version": "1.0",
    "version": 1,
    "now": "2026-11-23T06:30:00+01:00",
    "change": {
        "kind": "hand_over",
        "visit": {"visit_id": "v1", "date": "2026-11-23", "place": 1},
        "carer_id": "c2",
    },
    "budget": {"visits": 3, "seconds": 900},
    "options": [OPTION],
}

APPLIED: Final[Example] = {
    "schema_version": "1.0",
    "version": 2,
    "change": {
        "kind": "hand_over",
        "visit": {"visit_id": "v1", "date": "2026-11-23", "place": 1},
        "carer_id": "c2",
    },
    "option": OPTION,
    "since": None,
}

UNDONE: Final[Example] = {
    "schema_version": "1.0",
    "version": 3,
    "restores": 1,
    "stayed": [],
    "comparison": COMPARISON,
}

OFFER: Final[Example] = {
    "number": 1,
    "by": "c1",
    "at": "2026-11-22T18:07:41.399601+01:00",
    "reason": "",
    "proposal": {
        "offered": {
            "kind": "hand_over",
            "visit": {"visit_id": "v1", "date": "2026-11-23", "place": 1},
            "carer_id": "c2",
        },
        "option": "unmoved",
        "budget": {"visits": 3, "seconds": 900},
        "seed": 0,
        "to": "c2",
        "version": 1,
        "now": "2026-11-23T06:30:00+01:00",
    },
    "state": "open",
    "seen_by": [],
    "refused_by": [],
    "answered_by": None,
    "why": "",
    "made": None,
}

FITS: Final[Example] = {
    "fits": [
        {
            "visit_id": "v2",
            "date": "2026-11-23",
            "carers": [{"carer_id": "c1", "familiarity": "new"}],
            "start": "2026-11-23T08:00:00+01:00",
            "carers_14_days": [1],
            "carers_28_days": [1],
            "legal": True,
            "points": 1750,
            "rules": [
                {"rule": "unassigned_must", "points": -2000000000, "quantity": -1, "unit": "visits"}
            ],
            "moves": [],
            "call_list": ["k1"],
        }
    ]
}

EXPLANATION: Final[Example] = {
    "visit_id": "v1",
    "date": "2026-11-23",
    "carers": ["c1"],
    "begun": False,
    "team": None,
    "by_carer": [],
    "repairs": [],
    "rather": {
        "carer_id": "c2",
        "forbidden": [
            {
                "carer_id": "c2",
                "place": 1,
                "sets": [],
                "proven": True,
                "round_broken": False,
                "text": "c2 could make it, with the other visits in another order.",
            }
        ],
        "points": 3000,
        "rules": [{"rule": "change", "points": 3000, "quantity": 1, "unit": "visits"}],
        "moves": [
            {
                "visit_id": "v1",
                "date": "2026-11-23",
                "carers_before": ["c1"],
                "carers_after": ["c2"],
                "start_before": "2026-11-23T07:01:44+01:00",
                "start_after": "2026-11-23T07:01:44+01:00",
            }
        ],
    },
}

APPOINTMENTS: Final[Example] = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "fullUrl": "urn:uuid:d375198d-df25-5485-9d4a-f4311c422ac9",
            "resource": {
                "resourceType": "Appointment",
                "id": "d375198d-df25-5485-9d4a-f4311c422ac9",
                "identifier": [{"system": "urn:rounds:t1:visit", "value": "v1/2026-11-23"}],
                "status": "booked",
                "start": "2026-11-23T07:01:44+01:00",
                "end": "2026-11-23T07:21:44+01:00",
                "minutesDuration": 20,
                "participant": [
                    {
                        "actor": {
                            "type": "Patient",
                            "identifier": {"system": "urn:rounds:t1:client", "value": "k1"},
                        },
                        "status": "accepted",
                    },
                    {
                        "actor": {
                            "type": "Practitioner",
                            "identifier": {"system": "urn:rounds:t1:carer", "value": "c1"},
                        },
                        "status": "accepted",
                    },
                ],
            },
        }
    ],
}

TAKEN: Final[Example] = {"job_id": "0b7c1a52b2d54f0c8a4a4dd3f6a2f1f0", "state": "queued"}

PLANS: Final[Example] = {
    "plans": [
        {
            "plan_id": "p4f2a1",
            "first_date": "2026-11-23",
            "days": 1,
            "estimated": False,
            "drafts": 2,
            "versions": 1,
            "made_at": "2026-11-22T16:00:00Z",
            "made_by": "token:ab12",
            "etag": '"v1"',
        }
    ]
}

DRAFTS: Final[Example] = {
    "drafts": [
        {
            "number": 1,
            "team_revision": 1,
            "job_id": "0b7c1a52b2d54f0c8a4a4dd3f6a2f1f0",
            "made_at": "2026-11-22T16:00:00Z",
            "made_by": "token:ab12",
        }
    ]
}

BROUGHT: Final[Example] = {
    "plan_id": "p4f2a1",
    "draft": 2,
    "score": 5321,
    "violations": [{"rule": "window", "text": "v1 starts at 12:10, after its window."}],
}

PUBLISHED: Final[Example] = {
    "number": 1,
    "kind": "published",
    "author": "c1",
    "reason": "evening before",
    "made_at": "2026-11-22T17:00:00Z",
    "restores": None,
    "team_revision": 1,
}

FEED: Final[Example] = {
    "feed_id": "5a1f0c9b2e7d",
    "carer_id": "c1",
    "made_at": "2026-11-22T17:00:00Z",
    "made_by": "token:ab12",
}

PREVIEW_ASKED: Final[Example] = {
    "change": {
        "kind": "hand_over",
        "visit": {"visit_id": "v1", "date": "2026-11-23", "place": 1},
        "carer_id": "c2",
    },
    "options": ["unmoved", "rounds"],
    "at": "2026-11-23T06:30:00+01:00",
}

CHANGE_ASKED: Final[Example] = {
    "change": {
        "kind": "hand_over",
        "visit": {"visit_id": "v1", "date": "2026-11-23", "place": 1},
        "carer_id": "c2",
    },
    "option": "rounds",
    "reason": "closer to c2",
    "at": "2026-11-23T06:30:00+01:00",
}

ABSENCE_ASKED: Final[Example] = {
    "carer_id": "c2",
    "since": "2026-11-23T06:30:00+01:00",
    "reason": "ill",
}

UNDO_ASKED: Final[Example] = {"to": 1, "reason": "c2 is here after all"}

OFFER_ASKED: Final[Example] = {
    "offered": {
        "kind": "hand_over",
        "visit": {"visit_id": "v1", "date": "2026-11-23", "place": 1},
        "carer_id": "c2",
    },
    "option": "rounds",
    "at": "2026-11-23T06:30:00+01:00",
}

ANSWER_ASKED: Final[Example] = {"reason": "gladly", "at": "2026-11-23T06:30:00+01:00"}

FIT_ASKED: Final[Example] = {
    "wanted": {
        "kind": "new_visit",
        "visit_id": "v2",
        "client_id": "k1",
        "dates": "2026-11-23",
        "windows": [{"opens": "08:00", "closes": "10:00"}],
        "service_seconds": 900,
    },
    "best": 1,
    "at": "2026-11-23T06:30:00+01:00",
}

EXPLANATION_ASKED: Final[Example] = {
    "visit": {"visit_id": "v1", "date": "2026-11-23"},
    "carer_id": "c2",
    "at": "2026-11-23T06:30:00+01:00",
}

COMPARISON_ASKED: Final[Example] = {
    "before": {"plan_id": "p4f2a1", "version": 1},
    "after": {"plan_id": "p4f2a1"},
}

PUBLISH_ASKED: Final[Example] = {"draft": 1, "reason": "evening before"}

FEED_ASKED: Final[Example] = {"carer_id": "c1"}
