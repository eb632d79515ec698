"""Follow an address to its page; rules, turn and address are checked at each step."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from toolkit.ingest.fetching.addresses import parse_url
from toolkit.ingest.fetching.client import Answer, Client
from toolkit.ingest.fetching.errors import FetchError
from toolkit.ingest.fetching.polite import Pacing, Robots, ask, redirect_of, retry_after


class Visitor:
    """What goes to a page, through its redirects.

    Parameters
    ----------
    client, pacing
        What asks, and when.
    seconds
        The limit on the time a page takes, redirects included, waiting excluded.
    redirects
        How many are followed.
    """

    def __init__(self, client: Client, pacing: Pacing, seconds: float, redirects: int) -> None:
        self._client = client
        self._pacing = pacing
        self._seconds = seconds
        self._redirects = redirects
        self._robots = Robots(client, pacing, seconds=min(30.0, seconds))

    def visit(self, start: str, conditions: Callable[[str], Mapping[str, str]]) -> Answer:
        """Ask for a page.

        Parameters
        ----------
        start
            The address in the list.
        conditions
            Gives the headers by which an address is asked for only if its page has changed.

        Returns
        -------
        Answer
            With status 200 or 203; or 304 where it was asked for under a condition.

        Raises
        ------
        FetchError
            When the page cannot be had; with the host that said so.
        """
        url = parse_url(start)
        left = self._seconds
        seen = set()
        try:
            for _ in range(self._redirects + 1):
                seen.add(str(url))
                self._robots.check(url)
                headers = conditions(str(url))
                answer = ask(self._client, self._pacing, url, seconds=left, headers=headers)
                left = max(left - answer.seconds, 0.1)
                target = redirect_of(answer)
                if target is None:
                    _check_status(answer, conditional=bool(headers))
                    return answer
                if str(target) in seen:
                    raise FetchError("it redirects in a circle", "refused", http=answer.http)
                url = target
            raise FetchError(
                f"it redirects more than {self._redirects} times", "refused", http=answer.http
            )
        except FetchError as error:
            error.host = url.host
            raise


def _check_status(answer: Answer, *, conditional: bool) -> None:
    """Accept a page, or that it has not changed; say of anything else what it means."""
    http = answer.http
    if http in (200, 203) or (http == 304 and conditional):
        return
    if http in (404, 410):
        raise FetchError(f"the site has no such page ({http})", "gone", http=http)
    if http in (401, 402, 403, 407, 451):
        raise FetchError(f"the site does not give it to us ({http})", "forbidden", http=http)
    after = retry_after(answer, time.time())
    if http in (429, 503):
        raise FetchError(
            f"the site asks to come later ({http})", "postponed", http=http, retry_after=after
        )
    passing = http < 400 or http >= 500 or http in (408, 425)
    status = "failed" if passing else "refused"
    raise FetchError(f"the site answers {http}", status, http=http, retry_after=after)
