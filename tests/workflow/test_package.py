"""The whole case in a zip: what a court would read, and could check by itself."""

import hashlib
import json
import zipfile
from io import BytesIO

import pytest

from tests.workflow.world import ANNA, World
from workflow.actions.decide_notice import request_plan
from workflow.actions.package import package
from workflow.documents import archive
from workflow.errors import InputError, NotFound
from workflow.store.reader import reading


def packed(world: World, case: str = "1") -> dict[str, bytes]:
    with reading(world.url) as reader:
        content = package(reader, world.context.data_folder, case)
    with zipfile.ZipFile(BytesIO(content)) as found:
        return {name: found.read(name) for name in found.namelist()}


def test_the_package_holds_every_event_document_and_mail(world: World) -> None:
    world.begin()
    files = packed(world)

    assert [name.partition("/")[0] for name in files] == [
        "handelser.json", "handelser.txt", "handlingar", "innehall.txt", "kontrollsummor.txt", "mejl",
    ]  # fmt: skip
    assert b"Beslut\n" in files.values()
    told = files["innehall.txt"].decode()
    for said in ("SOC 2023/101", "D3 3.4 Egenkontroller: åtgärdsplan begärd sedan 2023-05-22; påpekanden: 1"):
        assert said in told


def test_who_receives_it_can_check_the_chain_with_nothing_but_sha256(world: World) -> None:
    world.begin()
    previous = None
    for event in json.loads(packed(world)["handelser.json"]):
        head = json.loads(event["head"])

        assert head["body_hash"] == hashlib.sha256((event["salt"] + event["body"]).encode()).hexdigest()
        assert head["previous"] == (previous or hashlib.sha256(event["chain"].encode()).hexdigest())
        previous = hashlib.sha256(event["head"].encode()).hexdigest()
        assert event["hash"] == previous


def test_every_file_has_its_sum(world: World) -> None:
    world.begin()
    files = packed(world)
    lines = files.pop("kontrollsummor.txt").decode().splitlines()

    assert lines == [f"{hashlib.sha256(files[name]).hexdigest()}  {name}" for name in sorted(files)]


def test_the_same_case_gives_the_same_bytes(world: World) -> None:
    world.begin()
    with reading(world.url) as reader:
        first, second = (package(reader, world.context.data_folder, "1") for _ in range(2))

    assert first == second


def test_a_mail_that_tells_of_another_case_is_pointed_out_before_disclosure(world: World) -> None:
    world.begin()
    world.open("1", diarienummer="SOC 2023/103")
    request_plan(world.context, "2", world.notice(), ANNA)
    world.tick()
    world.at("2023-06-05 09:00")
    world.tick()

    assert packed(world)["innehall.txt"].decode().count("berör även andra ärenden") == 1


def test_a_document_that_is_gone_is_told_and_no_package_is_made(world: World) -> None:
    world.begin()
    digest = world.case().notices[0].document
    archive.place(world.context.data_folder, digest).unlink()

    with pytest.raises(InputError, match="saknas"):
        packed(world)


def test_an_unknown_case_is_said_so(world: World) -> None:
    with pytest.raises(NotFound):
        packed(world, "9")
