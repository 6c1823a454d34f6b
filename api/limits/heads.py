"""How large a request may grow before it is understood.

The web server's parser gathers what it reads of address and headers until it has all of them; it
would gather for ever.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BYTES = 65_536
"""That come without the head of a request, or a piece of its body, being whole."""


class BoundedHttp(HttpToolsProtocol):
    """One connection, which is closed where its request makes no progress."""

    _gathered = 0

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._gathered += len(data)
        super().data_received(data)
        if self._gathered > MOST_BYTES and not self.transport.is_closing():
            self.send_400_response("Address and headers are too large.")

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._gathered = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._gathered = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole, trailers included."""
        self._gathered = 0
        super().on_message_complete()
