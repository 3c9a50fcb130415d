import csv
import io

import pytest

from organising.records import exports


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_run_is_made_text(cell):
    assert exports.safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Himal – 1", "a=b", "", "नेपाल"])
def test_other_text_stays(cell):
    assert exports.safe_cell(cell) == cell


def test_numbers_stay_numbers():
    assert exports.safe_cell(12) == 12


def test_is_read_back_as_it_was_written():
    lines = list(exports.csv_lines([["2026-03", 'A "quoted", union', "", 5, "claimed", "two\nlines", "x"]]))
    assert lines[0].startswith("\ufeff")
    rows = list(csv.reader(io.StringIO("".join(lines).lstrip("\ufeff"))))
    assert rows[1] == ["2026-03", 'A "quoted", union', "", "5", "claimed", "two\nlines", "x"]
