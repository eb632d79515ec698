"""Fetch a list of works: each page once, politely, with a journal to go on from."""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.corpus.reading import find_corpus
from toolkit.errors import IngestError, ToolkitError
from toolkit.files import locked
from toolkit.ingest.fetching import queue
from toolkit.ingest.fetching.addresses import Lookup, look_up, parse_url
from toolkit.ingest.fetching.client import Answer, Client
from toolkit.ingest.fetching.errors import LASTING, FetchError
from toolkit.ingest.fetching.journal import Entry, Journal
from toolkit.ingest.fetching.polite import PRODUCT, Pacing
from toolkit.ingest.fetching.taking import take_in
from toolkit.ingest.fetching.visiting import Visitor
from toolkit.ingest.fetching.works import Work
from toolkit.ingest.holdings import Holdings

if TYPE_CHECKING:
    from toolkit.result import Result

JOURNAL = "private/fetch-state.jsonl"
REPORT = "private/fetch-report.csv"
INTERVAL = 5.0
_HELD = ("waiting", "added", "quarantined", "already there")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+|https?://[!-~]+", re.ASCII)
_COLUMNS = ("status", "url", "title", "why", "http", "bytes", "file", "article", "final_url", "at")


@dataclass(frozen=True)
class Settings:
    """How pages are fetched.

    Parameters
    ----------
    contact
        An e-mail or web address under which sites can reach who is asking.
    interval
        Seconds between two requests to a host; at least 5, save on servers of your own.
    seconds
        The limit on the time a page takes, redirects included, waiting excluded.
    max_bytes
        The limit on its size, packed and unpacked.
    redirects
        How many redirects are followed.
    tries
        How often a page is tried that fails in a way that may pass.
    longest_wait
        Seconds that a host may ask a run to wait; longer, and its pages are left for another run.
    allow_private
        Allow addresses of this machine and its network.

    Examples
    --------
    >>> Settings(contact="me@example.org").agent
    'discourse-toolkit/... (research corpus; +me@example.org)'
    """

    contact: str = ""
    interval: float = INTERVAL
    seconds: float = 60.0
    max_bytes: int = 20 * 1024 * 1024
    redirects: int = 5
    tries: int = 3
    longest_wait: float = 600.0
    allow_private: bool = False

    def __post_init__(self) -> None:
        if self.contact and not _CONTACT.fullmatch(self.contact):
            raise IngestError(f"{self.contact!r} is neither an e-mail nor a web address")
        if self.interval < INTERVAL and not self.allow_private:
            raise IngestError(
                f"an interval under {INTERVAL:g} s is not polite to servers of others"
            )
        if min(self.seconds, self.max_bytes, self.tries) <= 0:
            raise IngestError("limits on time, size and tries must be above zero")

    @property
    def agent(self) -> str:
        """The header User-Agent."""
        from toolkit import __version__

        contact = f"; +{self.contact}" if self.contact else ""
        return f"{PRODUCT}/{__version__} (research corpus{contact})"


def fetch(
    works: Iterable[Work],
    corpus_root: str | Path,
    settings: Settings | None = None,
    *,
    add: bool = False,
    again: bool = False,
    progress: bool = False,
    lookup: Lookup = look_up,
) -> Result:
    """Fetch the pages of works that the corpus does not have.

    A page is kept untouched in ``private/fetched`` until it is taken in. What became of it is
    written down at once, so that a run which was ended goes on where it was. Pages that could not
    be had for a reason that may pass are tried again by the next run.

    Parameters
    ----------
    works
        From `read_works`.
    corpus_root
        The corpus folder.
    settings
        Limits and contact.
    add
        Take each page in, as it is proposed.
    again
        Ask for every page anew: those that are held only whether they have changed.
    progress
        Show a bar on stderr.
    lookup
        What resolves names.

    Returns
    -------
    Result
        A row for each work: what became of it, and why. It is also written to
        ``private/fetch-report.csv``, when the run is interrupted as well.

    Raises
    ------
    ToolkitError
        When there is no corpus, another process is fetching into it, or the disk is full.
    """
    root = find_corpus(corpus_root)
    works = list(works)
    with locked(root / queue.FOLDER):
        run = _Run(root, settings or Settings(), lookup)
        try:
            run.all(works, add=add, again=again, progress=progress)
        finally:
            run.queue.describe()
            result = run.report(works)
            result.to_csv(root / REPORT)
    return result


class _Run:
    """One run over a list, with what it has learnt of hosts."""

    def __init__(self, root: Path, settings: Settings, lookup: Lookup) -> None:
        self.root = root
        self.settings = settings
        self.journal = Journal(root / JOURNAL)
        self.queue = queue.Queue(root)
        self.pacing = Pacing(settings.interval, settings.longest_wait)
        client = Client(settings.agent, settings.max_bytes, settings.allow_private, lookup)
        self.visitor = Visitor(client, self.pacing, settings.seconds, settings.redirects)
        self.holdings = Holdings(root)
        self.journal.compact(now=time.time())
        for host, until in self.journal.hosts.items():
            self.pacing.postpone(host, until - time.time())

    def all(self, works: Sequence[Work], *, add: bool, again: bool, progress: bool) -> None:
        """Fetch what is to be fetched, always from the host whose turn comes first."""
        from tqdm.auto import tqdm

        pending = self._pending(works, add=add, again=again)
        tries: Counter[str] = Counter()
        with tqdm(total=len(pending), unit=" pages", disable=not progress) as bar:
            while pending:
                work = self._next(pending)
                bar.set_postfix_str(_host(work.url)[:40])
                tries[work.url] += 1
                if self._one(work, add=add, last=tries[work.url] >= self.settings.tries):
                    pending.remove(work)
                    bar.update()

    def _next(self, pending: Sequence[Work]) -> Work:
        """Choose the work whose host's turn comes first; among those, the first in the list."""
        now = self.pacing.clock()
        return min(pending, key=lambda work: self.pacing.ready(_host(work.url), now))

    def _pending(self, works: Sequence[Work], *, add: bool, again: bool) -> list[Work]:
        """Say what is to be asked for; take in or leave alone what is there."""
        pending = []
        for work in works:
            entry = self.journal.get(work.url)
            if entry and entry.status == "waiting":
                entry = self._settled(entry)
            elif not entry:
                same = self.holdings.find(original="", text="", url=work.url)
                if same:
                    why = f"{same.why} as {same.article.id}"
                    entry = self._note(
                        Entry(work.url, "already there", why, article=same.article.id)
                    )
            if again or not entry or entry.status not in (*_HELD, *LASTING):
                pending.append(work)
            elif add and entry.status == "waiting" and not entry.article:
                self._take(work, entry)
        return pending

    def _settled(self, entry: Entry) -> Entry:
        """See whether a page that waited has been taken in since, or its file is gone."""
        same = self.holdings.find(original=entry.sha256, text="", url="")
        if same:
            self.queue.leave(entry.file)
            status = "quarantined" if same.quarantined else "added"
            return self._note(
                replace(entry, status=status, why="", file="", article=same.article.id)
            )
        if self.queue.holds(entry.file):
            return entry
        return self._note(Entry(entry.url, "failed", "its file is gone from the queue"))

    def _note(self, entry: Entry) -> Entry:
        self.journal.add(entry)
        return entry

    def _one(self, work: Work, *, add: bool, last: bool) -> bool:
        """Try a page; return whether it is done with."""
        before = self.journal.get(work.url)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            answer = self.visitor.visit(work.url, lambda url: self._conditions(before, url))
            if answer.http == 304 and before:
                entry = replace(before, why="unchanged", http=304, at=now)
            else:
                entry = self._keep(work, answer, before, now)
        except FetchError as error:
            return self._failed(work, error, before, now, last=last)
        self._note(entry)
        if add and entry.status == "waiting" and not entry.article:
            self._take(work, entry)
        return True

    def _conditions(self, before: Entry | None, url: str) -> Mapping[str, str]:
        """Say by which headers a page is asked for only if it has changed since we had it."""
        if before is None or before.final_url != url or not self._has(before):
            return {}
        wanted = {"If-None-Match": before.etag, "If-Modified-Since": before.last_modified}
        return {name: value for name, value in wanted.items() if value}

    def _has(self, entry: Entry) -> bool:
        """Whether the page that was fetched is still there, in the queue or as an original."""
        if entry.status not in _HELD or not entry.sha256:
            return False
        held = self.holdings.find(original=entry.sha256, text="", url="")
        return held is not None or self.queue.holds(entry.file)

    def _keep(self, work: Work, answer: Answer, before: Entry | None, now: str) -> Entry:
        if not answer.body.strip():
            raise FetchError("the page is empty", http=answer.http)
        sha = hashlib.sha256(answer.body).hexdigest()
        reserved = answer.headers.get("tdm-reservation", "").strip() == "1"
        entry = Entry(
            work.url,
            "waiting",
            http=answer.http,
            final_url=str(answer.url),
            at=now,
            etag=_header(answer, "etag"),
            last_modified=_header(answer, "last-modified"),
            charset=queue.charset_of(answer),
            sha256=sha,
            bytes=len(answer.body),
            note="the site reserves text and data mining (tdm-reservation)" if reserved else "",
        )
        if before and before.status in _HELD and before.sha256 == sha:
            return replace(
                entry, status=before.status, why="unchanged", file=before.file,
                article=before.article,
            )  # fmt: skip
        path = self.queue.save(work.url, answer, work.fields)
        if before and before.article:
            why = f"not the page that {before.article} was made from"
            return replace(entry, file=path.name, why=why, article=before.article)
        if before and before.file != path.name:
            self.queue.leave(before.file)
        return replace(entry, file=path.name)

    def _failed(
        self, work: Work, error: FetchError, before: Entry | None, now: str, *, last: bool
    ) -> bool:
        host = error.host or _host(work.url)
        long = error.retry_after > self.settings.longest_wait
        if error.retry_after or (error.again and not last):
            delay = error.retry_after or 2 * self.settings.interval
            self.pacing.postpone(host, delay)
            if long:
                self.journal.postpone(host, time.time() + delay)
        if error.again and not last and not long:
            return False
        if before and before.status in _HELD:  # we still have what we had
            self._note(replace(before, why=f"not asked anew: {error}", http=error.http, at=now))
        else:
            self._note(Entry(work.url, error.status, str(error), error.http, at=now))
        return True

    def _take(self, work: Work, entry: Entry) -> None:
        """Take a page in; when that fails it stays in the queue."""
        fields = {**work.fields, "url": work.url}
        place = work.place or "the list"
        try:
            path = self.queue.path(entry.file)
            outcome = take_in(path, self.root, fields, place, sent=entry.charset)
        except ToolkitError as error:
            self._note(replace(entry, why=f"not taken in: {error}"))
            return
        # the page first: a run that is stopped here finds the article next time by the fingerprint
        # of the page, but a page that no entry names would lie there for ever
        self.queue.leave(entry.file)
        self._note(
            replace(entry, status=outcome.status, why=outcome.message, file="", article=outcome.id)
        )

    def report(self, works: Sequence[Work]) -> Result:
        """Say of each work what became of it."""
        import pandas as pd

        from toolkit.result import Result

        rows = []
        for work in works:
            entry = self.journal.get(work.url) or Entry(work.url, "not tried")
            told = asdict(entry) | {"url": work.url, "title": work.fields.get("title", "")}
            why = "; ".join(filter(None, [entry.why, entry.note]))
            rows.append({name: told[name] for name in _COLUMNS} | {"why": why})
        table = pd.DataFrame(rows, columns=list(_COLUMNS))
        counts = Counter(table["status"])
        settings = self.settings
        parameters: dict[str, Any] = asdict(settings)
        return Result(
            table,
            title="Pages fetched",
            notes=(
                ", ".join(f"{count} {status}" for status, count in counts.most_common()),
                f"asked as {settings.agent!r}, by the rules of robots.txt (RFC 9309), at most once "
                f"in {settings.interval:g} s from a host",
            ),
            parameters=parameters,
            sources=("Koster et al. 2022, Robots Exclusion Protocol, RFC 9309",),
        )


def _header(answer: Answer, name: str) -> str:
    """Give a header that can be sent back as it is; ``""`` where it cannot."""
    value = answer.headers.get(name, "").strip()
    return value if len(value) <= 500 and re.fullmatch(r"[ -~]*", value) else ""


@lru_cache(maxsize=100_000)
def _host(url: str) -> str:
    try:
        return parse_url(url).host
    except FetchError:
        return ""
