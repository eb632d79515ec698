"""Why a page was not fetched."""

from __future__ import annotations

from toolkit.errors import IngestError

# What the next run tries again only when it is told to.
LASTING = ("forbidden", "refused", "gone")


class FetchError(IngestError):
    """A page cannot be fetched.

    Parameters
    ----------
    message
        Why, in words.
    status
        ``failed`` or ``postponed`` (may go well another time); ``forbidden`` (by the site's robots
        rules), ``refused`` (by us: its address, scheme, size or type) or ``gone`` (the site says
        that there is no such page).
    http
        The status code of the answer; 0 where there was none.
    retry_after
        Seconds after which the site wants to be asked again.
    again
        Whether another try in the same run may help.
    """

    def __init__(
        self,
        message: str,
        status: str = "failed",
        *,
        http: int = 0,
        retry_after: float = 0,
        again: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.http = http
        self.retry_after = retry_after
        self.host = ""
        self.again = again and status not in LASTING
