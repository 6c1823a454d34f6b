"""The HTTP service."""

from scheduler.codes.code import Code

SERVICE: tuple[Code, ...] = (
    Code(
        "not-authenticated",
        "Nobody is known by the token of the request.",
        "Send a valid token in the header Authorization: Bearer TOKEN.",
    ),
    Code(
        "not-allowed",
        "The caller has no role that may do this.",
        "Ask somebody with that role, or the operator for a token that has it.",
    ),
    Code(
        "not-there",
        "What was asked for does not exist, or belongs to a team of others.",
        "Check the address, and that the token is for this team.",
    ),
    Code(
        "method-not-there",
        "The address exists, but this cannot be done to it.",
        "See the description of the service for what can.",
    ),
    Code(
        "there-already",
        "What was to be created exists.",
        "Use another id, or replace what is there with PUT and If-Match.",
    ),
    Code(
        "team-of-other-id",
        "The document is of another team than the address.",
        "Send it to the address of that team, or mend its id.",
    ),
    Code(
        "request-malformed",
        "The request is not of the form that the service describes.",
        "Mend what is listed; the description of the service has an example of every request.",
    ),
    Code(
        "seen-not-named",
        "The request does not say which state of the resource it was decided on.",
        "Read the resource and send its ETag in the header If-Match.",
    ),
    Code(
        "seen-outdated",
        "The resource has changed since it was read; nothing was written.",
        "Read it again, look at what changed, and repeat the request with the new ETag.",
    ),
    Code(
        "idempotency-key-reused",
        "The idempotency key was used for another request; nothing was done.",
        "Use a new key for every new request, and the old one only to repeat it unchanged.",
    ),
    Code(
        "body-too-large",
        "The body of the request is larger than the service takes.",
        "Send less at a time, or ask the operator for a higher limit.",
    ),
    Code(
        "too-many-rows",
        "The document has more rows than the service takes.",
        "Leave out history and dates that are not needed, or ask for a higher limit.",
    ),
    Code(
        "too-many-requests",
        "More requests came from this caller than the service takes in a minute.",
        "Wait as long as Retry-After says.",
    ),
    Code(
        "too-many-jobs",
        "The team has as many jobs waiting as the service takes.",
        "Wait for one to end, or cancel one.",
    ),
    Code(
        "storage-unavailable",
        "The database cannot be reached or written; nothing was written.",
        "Try again shortly; the operator finds the reason in the log.",
    ),
    Code(
        "service-stopping",
        "The service is stopping and takes nothing more on.",
        "Try again shortly.",
    ),
    Code(
        "issuer-unavailable",
        "The keys of the issuer of the token cannot be fetched, and none are known yet.",
        "Try again as Retry-After says; the operator checks that the service reaches the issuer.",
    ),
    Code(
        "token-not-of-one-carer",
        "A token with the role carer has to be of one team and one carer.",
        "Name exactly one team, and the id of the carer.",
    ),
    Code(
        "token-of-no-team",
        "A token has to be of teams whose ids have neither spaces nor * in them.",
        "Name at least one such team, or every team.",
    ),
    Code(
        "token-unknown",
        "There is no such token.",
        "List the tokens to see their ids.",
    ),
    Code(
        "url-too-long",
        "The address of the request is longer than the service takes.",
        "Ask for less at a time.",
    ),
    Code(
        "headers-too-large",
        "The headers of the request are larger than the service takes.",
        "Send fewer or shorter ones; ask the issuer for a smaller token.",
    ),
    Code(
        "listening-unprotected",
        "The service would listen beyond this machine, and everybody on the way could read along.",
        "Name --tls-cert and --tls-key, or --behind-proxy where a proxy before it has TLS.",
    ),
    Code(
        "tls-incomplete",
        "TLS needs a certificate and its key, and both have to be readable.",
        "Name both --tls-cert and --tls-key.",
    ),
    Code(
        "settings-refused",
        "A setting of the service cannot be used.",
        "Mend it in the file of settings, the option or the environment it comes from.",
    ),
    Code(
        "service-fault",
        "The service met a fault of its own.",
        "Report it, with the time; the operator finds more in the log.",
    ),
    Code(
        "not-audited",
        "Client data would have been read or written without a line in the audit trail.",
        "This is a fault of Rounds; report it.",
    ),
)
