"""Open documents that are archives of XML (DOCX, ODT), and refuse those that are meant to harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

_MAX_MEMBERS = 2000
_MAX_UNPACKED = 100 * 1024 * 1024


class DocumentError(Exception):
    """The document cannot be read; the message says what to do."""


def check_archive(data: bytes, name: str, text: str) -> None:
    """Refuse archives that unpack to more than a text can, and XML that defines entities.

    Parameters
    ----------
    data
        The document.
    name
        What it is called in messages: ``DOCX``, ``ODT``.
    text
        The member that holds its text.

    Raises
    ------
    DocumentError
        When it is no such document, broken, or hostile.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS:
                raise DocumentError(f"the {name} has more than {_MAX_MEMBERS} parts; save it anew")
            if sum(member.file_size for member in members) > _MAX_UNPACKED:
                raise DocumentError(
                    f"the {name} unpacks to more than {_MAX_UNPACKED // 1024 // 1024} MB; "
                    "save it without pictures"
                )
            if text not in archive.namelist():
                raise DocumentError(
                    f"the archive is no {name}; unpack it and give its pages one by one"
                )
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    head = archive.read(member)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise DocumentError(
                            f"the {name} defines XML entities, which no editor writes"
                        )
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        EOFError,
    ) as error:
        raise DocumentError(f"the {name} is broken ({error}); save it anew") from error


def parse_xml(data: bytes, name: str) -> Element:
    """Parse XML in which no entity is defined, in whatever encoding it is written.

    Parameters
    ----------
    data
        The XML.
    name
        What the document is called in messages.

    Raises
    ------
    DocumentError
        When it is not well-formed, or declares a document type.

    Examples
    --------
    >>> parse_xml(b"<a><b>Gas</b></a>", "ODT")[0].text
    'Gas'
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def named(tag: str) -> str:
        return f"{{{tag}" if "}" in tag else tag

    def start(tag: str, attributes: dict[str, str]) -> None:
        builder.start(named(tag), {named(key): value for key, value in attributes.items()})

    def refuse(*_: Any) -> None:
        raise DocumentError(f"the {name} defines XML entities, which no editor writes")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: builder.end(named(tag))
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise DocumentError(f"the {name} is broken ({error}); save it anew") from error
    except LookupError as error:
        raise DocumentError(f"the {name} names an encoding that is none; save it anew") from error
    return builder.close()
