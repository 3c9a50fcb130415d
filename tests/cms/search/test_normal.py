"""One spelling for what readers write in many, the same on the server and on the phone."""

import json
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.search.normal import normal
from config.run import ROOT, build

CASES = json.loads((ROOT / "tests" / "search" / "normal.json").read_text())
TWIN = ROOT / "frontend" / "static_src" / "ts" / "normal.ts"
SCRIPTS = "aé ßİς١۲ہیكآؤءـँंन्दषणई়ৎঙ্গளற்ணඳේා්‍ஸ்ሠភ្ដ​ำ่ကၽြန္ေတာ္ၤံ့း့ၾႏ၀ ﷺ½ﬁ.\x00\ud800"

texts = st.text() | st.text(alphabet=SCRIPTS, max_size=40)


class TestNormal:
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case[0][:20])
    def test_folds_what_readers_mix_up(self, case: list[str]) -> None:
        assert normal(case[0]) == case[1]

    @settings(max_examples=400)
    @given(texts)
    def test_leaves_its_own_work_alone(self, text: str) -> None:
        assert normal(normal(text)) == normal(text)

    @given(texts)
    def test_holds_letters_marks_numbers_and_single_spaces_only(self, text: str) -> None:
        made = normal(text)

        assert made == " ".join(made.split(" ")).strip()
        assert all(each == " " or unicodedata.category(each)[0] in "LMN" for each in made)

    @given(texts)
    def test_grows_no_more_than_unicode_makes_letters_grow(self, text: str) -> None:
        assert len(normal(text)) <= 18 * len(text)  # U+FDFA is eighteen letters

    def test_takes_ten_megabytes(self) -> None:
        assert len(normal("पैसा " * 700_000)) == 5 * 700_000 - 1


class TestTwin:
    def test_says_the_same_on_the_phone(self, tmp_path: Path) -> None:
        cases = [case for case in CASES if len(case) == 2]
        npm, environment = build.node()
        node = npm[0] if len(npm) == 2 else "node"

        made = subprocess.run(
            [node, "--input-type=module", "-"],
            input=_SCRIPT % (json.dumps(str(TWIN)), json.dumps([case[0] for case in cases])),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT / "frontend",
            env=environment,
        )

        assert json.loads(made.stdout) == [case[1] for case in cases]


_SCRIPT = """
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const typescript = createRequire(process.cwd() + "/")("typescript");
const options = { compilerOptions: { module: "esnext", target: "es2020" } };
const made = typescript.transpileModule(readFileSync(%s, "utf-8"), options).outputText;
const twin = await import("data:text/javascript;base64," + Buffer.from(made).toString("base64"));
console.log(JSON.stringify(%s.map(twin.normal)));
"""
