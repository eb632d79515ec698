"""The codebook: what ships with the package, and every way in which a file can be wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolkit.corpus.actors import ActorList
from toolkit.corpus.codebook import Codebook
from toolkit.errors import CodebookError

ROOT = Path(__file__).parents[2]

SMALL = """\
version: "1"
groups:
  third: [UKR, AM]
queries:
  gas: '[lemma="gas"]'
masks:
  gas_mask: '[lemma="gas"] [lemma="mask"]'
cues:
  negation: {query: '[form="not"]', before: 3}
holders: [author]
frames:
  need:
    label: Need
    definition: one needs the other
    directions: [a_on_b]
    dimensions: {energy: fuel}
    context: {paragraph: [TR|RU], article: [third]}
    rules:
      - id: need-gas
        dimension: energy
        query: ':gas'
        requires:
          - {query: '[actor="RU"]', within: 5}
        not_source: [third, US]
counter_frames:
  freedom: {label: Freedom, definition: nobody needs anybody}
"""


def fault(source: str) -> str:
    """Give the message of a codebook that cannot be used."""
    with pytest.raises(CodebookError) as caught:
        Codebook.parse(source, name="frames.yaml")
    return str(caught.value)


def test_all_parts_are_read():
    """A small codebook gives exactly what it says."""
    codebook = Codebook.parse(SMALL)
    frame = codebook.frames["need"]
    (rule,) = frame.rules
    assert codebook.named == {"third": '[actor="UKR|AM"]', "gas": '[lemma="gas"]'}
    assert frame.context == {"paragraph": (("TR", "RU"),), "article": (("UKR", "AM"),)}
    assert rule.requires[0].within == 5
    assert rule.not_source == ("UKR", "AM", "US")
    assert codebook.negation_before == 3
    assert codebook.counter_frames["freedom"].label == "Freedom"


def test_actor_codes_are_collected_from_fields_and_queries():
    """A code is known wherever it stands: group, context, slot or query."""
    assert Codebook.parse(SMALL).actor_codes == ("AM", "RU", "TR", "UKR", "US")


def test_fingerprint_ignores_layout_and_comments():
    """A comment or an indent does not make another instrument."""
    relaid = "# a comment\n" + SMALL.replace(
        "'[form=\"not\"]', before: 3", "'[form=\"not\"]',  before: 3"
    )
    assert Codebook.parse(relaid).fingerprint == Codebook.parse(SMALL).fingerprint


def test_fingerprint_changes_with_one_word():
    """Another query is another instrument."""
    other = SMALL.replace('lemma="mask"', 'lemma="masks"')
    assert Codebook.parse(other).fingerprint != Codebook.parse(SMALL).fingerprint


def test_what_coders_never_combine_is_read_and_makes_no_other_instrument():
    """It changes nothing that rules find, so that a validation holds on."""
    never = "never_together:\n  - {frame: need, direction: a_on_b, stance: [endorse, reject]}\n"
    codebook = Codebook.parse(SMALL + never)
    assert codebook.fingerprint == Codebook.parse(SMALL).fingerprint
    there = {"direction": "a_on_b", "voice": "author"}
    assert codebook.contradiction("need", there | {"stance": "reject"}) == ("direction", "stance")
    assert codebook.contradiction("need", there | {"stance": "neutral"}) == ()
    assert codebook.contradiction("need", there) == ()
    assert codebook.contradiction("other", there | {"stance": "reject"}) == ()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{voice: autor, holder: author}", "unknown voice 'autor'; did you mean 'author'?"),
        ("{voice: author, holder: EXPERT}", "unknown holder 'EXPERT'"),
        ("{frame: ned, voice: author, holder: author}", "unknown frame 'ned'; did you mean 'need'"),
        ("{frame: need, direction: a_on_b}", "takes two qualities"),
        ("{voice: author, present: '1'}", "never_together.present: unknown key"),
        ("voice", "must be a mapping"),
    ],
)
def test_what_never_goes_together_is_checked(entry, message):
    """A misspelt value would forbid nothing, and nobody would notice."""
    assert message in fault(f"{SMALL}never_together:\n  - {entry}\n")


def test_default_codebook_enforces_what_its_text_says():
    """Parts 1.5 and 1.6 of `codebook.md`: voice and holder, and the fixed stances."""
    codebook = Codebook.default()
    refused = [
        ("dependency", {"voice": "quoted", "holder": "author"}),
        ("dependency", {"voice": "paraphrased", "holder": "author"}),
        ("nato_cleavage", {"voice": "author", "holder": "EXPERT"}),
        ("regime_change", {"direction": "descriptive", "stance": "endorse"}),
        ("nato_cleavage", {"direction": "open", "stance": "reject"}),
    ]
    allowed = [
        ("dependency", {"voice": "author", "holder": "author"}),
        ("dependency", {"voice": "author", "holder": "RU"}),
        ("dependency", {"voice": "quoted", "holder": "EXPERT"}),
        ("regime_change", {"direction": "descriptive", "stance": "neutral"}),
        ("regime_change", {"direction": "for", "stance": "endorse"}),
        ("nato_cleavage", {"direction": "open", "stance": "neutral"}),
    ]
    assert all(codebook.contradiction(*codes) == tuple(codes[1]) for codes in refused)
    assert not any(codebook.contradiction(*codes) for codes in allowed)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("label: Need", "labl: Need", "unknown key; did you mean 'label'?"),
        ("label: Need", "labl: Need", "'label' is missing"),
        ("dimension: energy", "dimension: enrgy", "did you mean 'energy'?"),
        ("dimension: energy", "dimension: enrgy", "use one of energy, or describe it under"),
        ("within: 5", "within: 500", "'500' is not a distance"),
        ("not_source: [third, US]", "not_source: [thrid]", "did you mean 'third'?"),
        ("query: ':gas'", "query: ':oil'", "oil"),
        ("query: ':gas'", "query: '[lemma='", "frames.need.need-gas.query"),
        ("directions: [a_on_b]", "directions: [a_on_b, a_on_b]", "stands twice"),
        ('version: "1"', "version: ''", "is empty"),
        ("freedom: {label", "need: {label", "a frame has the same name"),
    ],
)
def test_fault_names_line_and_remedy(old, new, message):
    """Each fault is told with file, line and what is wrong."""
    broken = SMALL.replace(old, new)
    line = broken[: broken.index(new)].count("\n") + 1
    told = [text for text in fault(broken).splitlines() if f"frames.yaml:{line}:" in text]
    assert message in "\n".join(told)


def test_dimensions_may_be_left_out():
    """Of the whole frame; a dimension that a rule names all the same is told."""
    plain = SMALL.replace("    dimensions: {energy: fuel}\n", "")
    frame = Codebook.parse(plain.replace("        dimension: energy\n", "")).frames["need"]
    assert (frame.dimensions, frame.rules[0].dimension) == ({}, "")
    assert "describe it under 'dimensions' of the frame: {energy: what it is}" in fault(plain)
    assert "'dimension' is missing" in fault(SMALL.replace("        dimension: energy\n", ""))


def test_all_faults_are_told_at_once():
    """Three mistakes, one message."""
    broken = SMALL.replace("energy\n        query", "enrgy\n        query")
    broken = broken.replace("within: 5", "within: near").replace("[third, US]", "[thrid]")
    message = fault(broken)
    assert "enrgy" in message
    assert "'near'" in message
    assert "'thrid'" in message


def test_repeated_rule_id_is_refused():
    """Spans name the rule by its id, so it must be one."""
    rule = SMALL[SMALL.index("      - id: need-gas") : SMALL.index("counter_frames")]
    assert "'need-gas' is used twice" in fault(
        SMALL.replace("counter_frames", rule + "counter_frames", 1)
    )


def test_group_and_query_of_one_name_are_refused():
    """`:third` must mean one thing."""
    assert "a group has the same name" in fault(SMALL.replace("  gas: '", "  third: '", 1))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"\xff\xfe", "not UTF-8"),
        ("", "empty"),
        ("version: [", "bad YAML"),
        ("version: &a 1\nframes: *a", "anchors and aliases"),
        ("version: 1\nframes: " + "[" * 50_000, "nested deeper"),
        ("version: 1\nversion: 2\nframes: {}", "repeated"),
        ("- 1", "must be a mapping"),
        ("version: 1\nframes: {}", "holds no frame"),
        ("#" * (1024 * 1024 + 1), "larger than 1024 KB"),
    ],
)
def test_hostile_or_broken_file(source, message):
    """Whatever the file holds, the user reads a sentence."""
    assert message in fault(source)


def test_absent_file_is_named(tmp_path):
    """A wrong path is told with its name."""
    with pytest.raises(CodebookError, match=r"'none\.yaml'"):
        Codebook.load(tmp_path / "none.yaml")


def test_frames_of_one_label_keep_their_names():
    """Counter-frames have labels too; two that read the same could not be told apart."""
    frame = SMALL[SMALL.index("  need:") :].split("counter_frames:")[0].rstrip()
    other = frame.replace("  need:", "  lack:", 1).replace("id: need-gas", "id: lack-gas")
    assert Codebook.parse(SMALL).labels["need"] == "Need"
    twice = Codebook.parse(SMALL.replace(frame, f"{frame}\n{other}"))
    assert (twice.labels["need"], twice.labels["lack"]) == ("need", "lack")
    assert Codebook.default().labels["personal_rule"] == "Personal rule"


def test_unknown_frame_gets_a_suggestion():
    """A misspelt frame is answered with the nearest."""
    with pytest.raises(CodebookError, match="did you mean 'dependency'"):
        Codebook.default().frame("dependancy")


def test_default_names_only_known_actors():
    """A rule that names an unknown actor would silently never fire."""
    unknown = set(Codebook.default().actor_codes) - set(ActorList.default().names)
    assert not unknown


def test_default_uses_every_dimension():
    """No sub-dimension is promised without a rule."""
    for frame in Codebook.default().frames.values():
        assert {rule.dimension for rule in frame.rules} == set(frame.dimensions), frame.name


def test_human_codebook_agrees_with_the_file():
    """Coders and rules speak of one version, the same frames, dimensions and values."""
    path = ROOT / "corpus" / "codebook" / "codebook.md"
    text = path.read_text(encoding="utf-8")
    codebook = Codebook.default()
    assert f"version {codebook.version}" in text.splitlines()[0]
    named = set(re.findall(r"`([^`]+)`", text)) | set(re.findall(r"^\| (\w+) \|", text, re.M))
    wanted = {*codebook.frames, *codebook.counter_frames, *codebook.holders}
    for frame in codebook.frames.values():
        wanted |= {*frame.dimensions, *frame.directions, *frame.targets}
    joined = " ".join(named)
    assert not [name for name in sorted(wanted) if name not in joined.split() and name not in named]
