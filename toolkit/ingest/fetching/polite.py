"""Ask sites as they wish to be asked: their robots rules, and one request at a time, far apart.

Sources: RFC 9309 (Robots Exclusion Protocol), RFC 9110, section 10.2.3 (Retry-After).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from toolkit.ingest.fetching.addresses import parse_url
from toolkit.ingest.fetching.client import Answer, Client
from toolkit.ingest.fetching.errors import FetchError

PRODUCT = "discourse-toolkit"
# RFC 9309 wants at least 500 KiB parsed and at least five redirects followed.
_ROBOTS_BYTES = 512 * 1024
_ROBOTS_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass
class Pacing:
    """When each host may be asked next.

    Parameters
    ----------
    interval
        Seconds from one request to the next to the same host.
    longest_wait
        Seconds that a host may keep a run waiting; its pages are postponed otherwise.
    clock, sleep
        A clock that is never set back, in seconds, and what waits.

    Examples
    --------
    >>> now = [0.0]
    >>> pacing = Pacing(5, clock=lambda: now[0], sleep=lambda s: now.__setitem__(0, now[0] + s))
    >>> pacing.wait("a.example"); pacing.wait("b.example"); pacing.wait("a.example")
    >>> now
    [5.0]
    """

    interval: float
    longest_wait: float = 600.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict)
    _delay: dict[str, float] = field(default_factory=dict)

    def ready(self, host: str, now: float | None = None) -> float:
        """Give the seconds until a host may be asked, from now or another moment of the clock."""
        now = self.clock() if now is None else now
        return max(0.0, self._next.get(host, 0.0) - now)

    def wait(self, host: str) -> None:
        """Wait for a host's turn and take it.

        Raises
        ------
        FetchError
            When it would take too long.
        """
        seconds = self.ready(host)
        if seconds > self.longest_wait:
            raise FetchError(
                f"{host} asks to wait {seconds / 60:.0f} minutes; run it again later",
                "postponed",
                again=False,
            )
        if seconds:
            self.sleep(seconds)
        self.done(host)

    def done(self, host: str) -> None:
        """Count the interval anew: from the end of a request, when it has taken long."""
        delay = max(self.interval, self._delay.get(host, 0.0))
        self._next[host] = max(self._next.get(host, 0.0), self.clock() + delay)

    def slow_down(self, host: str, delay: float) -> None:
        """Keep a longer interval to a host, as its rules ask."""
        self._delay[host] = max(self._delay.get(host, 0.0), delay)
        self.done(host)

    def postpone(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long from now."""
        self._next[host] = max(self._next.get(host, 0.0), self.clock() + seconds)


def ask(
    client: Client,
    pacing: Pacing,
    url: httpx.URL,
    *,
    seconds: float,
    headers: Mapping[str, str] | None = None,
    clip: int | None = None,
) -> Answer:
    """Ask for a page when it is its host's turn."""
    pacing.wait(url.host)
    try:
        return client.get(url, seconds=seconds, headers=headers, clip=clip)
    finally:
        pacing.done(url.host)


def retry_after(answer: Answer, now: float) -> float:
    """Read the header Retry-After: seconds, or a date; 0 where there is none that can be read.

    Parameters
    ----------
    answer
        The answer.
    now
        The time in seconds since 1970.
    """
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.fromtimestamp(now, UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0


def redirect_of(answer: Answer) -> httpx.URL | None:
    """Give the address that an answer sends to; ``None`` when it sends nowhere.

    Raises
    ------
    FetchError
        When that is no address of a page.
    """
    target = answer.headers.get("location", "").strip()
    if answer.http not in _REDIRECTS or not target:
        return None
    try:
        joined = str(answer.url.join(target))
    except (httpx.InvalidURL, ValueError, UnicodeError, TypeError) as error:
        raise FetchError(
            f"it sends to {target[:200]!r}, which is no address", "refused", http=answer.http
        ) from error
    try:
        return parse_url(joined)
    except FetchError as error:
        raise FetchError(f"it sends elsewhere: {error}", "refused", http=answer.http) from error


class Robots:
    """The robots rules of sites, each read once.

    Parameters
    ----------
    client, pacing
        What asks, and when.
    seconds
        The limit on time.
    """

    def __init__(self, client: Client, pacing: Pacing, *, seconds: float = 30.0) -> None:
        self._client = client
        self._pacing = pacing
        self._seconds = seconds
        self._rules: dict[tuple[str, str, int | None], Any] = {}

    def check(self, url: httpx.URL) -> None:
        """Make sure that a page may be fetched, and as often as the site wishes.

        Rules that the site does not have (4xx) allow all; rules that it cannot give at the moment
        (5xx, 429, no connection) allow nothing (RFC 9309, section 2.3.1).

        Raises
        ------
        FetchError
            ``forbidden`` by the rules, or what kept them from being read.
        """
        site = (url.scheme, url.host, url.port)
        if site not in self._rules:
            try:
                self._rules[site] = self._read(url)
            except FetchError as error:
                self._rules[site] = error
        rules = self._rules[site]
        if isinstance(rules, FetchError):
            raise FetchError(
                str(rules),
                rules.status,
                http=rules.http,
                retry_after=rules.retry_after,
                again=False,
            )
        if rules is not None and not rules.can_fetch(str(url), PRODUCT):
            raise FetchError("the site's robots.txt forbids it", "forbidden")

    def _read(self, url: httpx.URL) -> Any:
        """Read the rules of a site; ``None`` when it has none."""
        from protego import Protego

        here = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        try:
            for _ in range(_ROBOTS_REDIRECTS + 1):
                answer = ask(
                    self._client, self._pacing, here, seconds=self._seconds, clip=_ROBOTS_BYTES
                )
                target = redirect_of(answer)
                if target is None:
                    break
                here = target
            else:
                return None  # too many redirects: as if there were no rules (2.3.1.2)
        except FetchError as error:
            if error.status in ("refused", "postponed"):
                raise
            raise FetchError(f"robots.txt cannot be read: {error}") from error
        if answer.http == 429 or answer.http >= 500 or answer.http < 200:
            after = retry_after(answer, time.time())
            raise FetchError(
                f"robots.txt was answered with {answer.http}, which is a no for now",
                http=answer.http,
                retry_after=after,
            )
        if answer.http >= 300:
            return None
        text = answer.body.decode("utf-8-sig", "replace").replace("\x00", "")
        rules = Protego.parse(text)
        delay = rules.crawl_delay(PRODUCT) or 0.0
        rate = rules.request_rate(PRODUCT)
        if rate is not None and rate.requests:
            delay = max(delay, rate.seconds / rate.requests)
        self._pacing.slow_down(url.host, delay)
        return rules
