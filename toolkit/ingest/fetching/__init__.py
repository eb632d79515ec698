"""Fetch the pages of a list of works: politely, within limits, and so that it can be resumed.

Needs the extra ``[fetch]``. Nothing else in the toolkit touches the network.
"""

from toolkit.errors import IngestError

try:
    import httpcore  # noqa: F401
    import httpx  # noqa: F401
    import protego  # noqa: F401
except ModuleNotFoundError as error:
    raise IngestError(
        f"fetching needs {error.name}; install it with: pip install 'discourse-toolkit[fetch]'"
    ) from error

from toolkit.ingest.fetching.errors import FetchError
from toolkit.ingest.fetching.fetch import Settings, fetch
from toolkit.ingest.fetching.works import Work, read_works

__all__ = ["FetchError", "Settings", "Work", "fetch", "read_works"]
