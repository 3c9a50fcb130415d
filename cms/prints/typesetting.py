"""Typst at work: data in, PDF out."""

from __future__ import annotations

import datetime
import json
import logging
from pathlib import Path
from typing import Any

import typst

from cms.prints import fonts, packing

logger = logging.getLogger(__name__)

LAYOUTS = Path(__file__).parent / "layouts"


class NotSet(Exception):
    """Typst could not set a document; the text says where in the layout, never what the document says."""


def typeset(layout: str, data: dict[str, Any], *, at: datetime.datetime) -> bytes:
    """A tagged PDF (PDF/UA-1, ISO 14289-1) from a layout of this folder; fonts are embedded in part.

    Raises:
        fonts.FontsMissing: there are none.
        NotSet: the layout and these data do not go together.
    """
    try:
        pdf = typst.compile(
            LAYOUTS / f"{layout}.typ",
            root=LAYOUTS,
            format="pdf",
            font_paths=fonts.loaded(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=at.replace(microsecond=0),
        )
    except typst.TypstError as problem:
        raise NotSet(f"{layout}: {problem.message}") from problem
    try:
        return packing.packed(pdf)
    except packing.NotUnderstood as problem:
        logger.warning("A print stays as heavy as Typst made it: %s", problem)
        return pdf


def layout_texts(layout: str) -> list[str]:
    """What shapes a document besides its data."""
    return [(LAYOUTS / name).read_text(encoding="utf-8") for name in ("common.typ", f"{layout}.typ")]
