"""Why somebody reads or writes client data. A word of a list: free text could hold a name."""

from enum import StrEnum


class Purpose(StrEnum):
    """The purposes that a caller may name in the header `Purpose`; care where none is named."""

    CARE = "care"
    PLANNING = "planning"
    ADMINISTRATION = "administration"
    SUPPORT = "support"
    RESEARCH = "research"
    REQUEST_OF_CLIENT = "request_of_client"
