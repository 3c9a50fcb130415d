"""An attack played again: 77,000 bot signatures among 5,000 of people, taken off by rules and given back.

In 2016 somebody put 77,000 signatures of robots under a British petition, and they were taken off by hand.
Here they come from several networks, mail domains and patterns of names, and everything that they have in
common some of the people have as well, so that a rule that is too wide loses a person. The same attack, a
hundred times smaller, is in `make test`.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Iterator

from django.utils import timezone

from campaigns.petitions import queries
from campaigns.petitions import services as petitions
from campaigns.petitions.models import Petition, Removal, Signature, SignatureState
from members.users.models import Role, User
from members.vault.indexes import blind_index
from organising.unions.models import Union
from tests.members.users.factories import make_user

BOTS, PEOPLE = 77_000, 5_000
SLUG = "bench-removal"
MODERATOR = "removal@bench.example"
DORMITORY = "d" * 32
FARM = [f"{number:032x}" for number in range(1, 4)]
NAMES = ["Voter {}", "VOTER  {}", "Ｖｏｔｅｒ {}", "voter{}"]
HOUR = datetime.timedelta(hours=1)


def measure() -> dict[str, float]:
    _clean()
    now = timezone.now().replace(microsecond=0)
    by = make_user(email=MODERATOR, roles=(Role.MODERATOR,), password="")
    petition = Petition.objects.create(
        slug=SLUG, union=Union.objects.order_by("pk")[0], state="open", opens_at=now - 24 * HOUR
    )
    try:
        write(petition, bots=BOTS, people=PEOPLE, now=now)
        return replay(petition, by=by, bots=BOTS, people=PEOPLE, now=now)
    finally:
        _clean()


def _clean() -> None:
    for petition in Petition.objects.filter(slug=SLUG):
        Signature.objects.filter(petition=petition).delete()
        petition.delete()
    User.objects.filter(email=MODERATOR).delete()


def write(petition: Petition, *, bots: int, people: int, now: datetime.datetime) -> None:
    """Put everybody under the petition, all confirmed; the bots came within the last hour."""
    made: list[Signature] = []
    for row in [*_people(people, now), *_bots(bots, now)]:
        name, email, network, signed_at = row
        made.append(
            Signature(
                petition=petition,
                name=name,
                email=email,
                email_index=blind_index(email, kind="email", scope=petitions.EMAIL_INDEX_SCOPE),
                domain_index=petitions.domain_index(email.rpartition("@")[2]),
                network=network,
                country=("NP", "PH", "")[len(made) % 3],
                language=("en", "ne")[len(made) % 2],
                state=SignatureState.CONFIRMED,
                signed_at=signed_at,
                confirmed_at=signed_at,
            )
        )
    Signature.objects.bulk_create(made, batch_size=2_000)
    print(f"  {len(made)} signatures written", file=sys.stderr)


Row = tuple[str, str, str, datetime.datetime]


def _people(count: int, now: datetime.datetime) -> Iterator[Row]:
    for number in range(count):
        name = ("Amina Sample", "Votera Sample", "Sample Voter")[number % 3]
        domain = ("mail.example", "post.example")[number % 2]
        network = (DORMITORY, f"{number:032x}"[::-1], "")[number % 3]
        yield name, f"person{number}@{domain}", network, now - 3 * HOUR


def _bots(count: int, now: datetime.datetime) -> Iterator[Row]:
    """Four kinds: by network, by domain, by name, and hidden in a dormitory for half an hour."""
    for number in range(count):
        email, network = f"bot{number}@mail.example", ""
        name, signed_at = "Amina Sample", now - HOUR / 2
        match number % 4:
            case 0:
                network = FARM[number % len(FARM)]
            case 1:
                email, network = f"bot{number}@farm.example", f"{number:032x}"
            case 2:
                name = NAMES[number // 4 % len(NAMES)].format(number)
            case _:
                network, signed_at = DORMITORY, now - HOUR / 4
        yield name, email, network, signed_at


def rules(now: datetime.datetime) -> list[dict[str, object]]:
    """What a moderator would write after a look at the busiest networks and domains."""
    by_network: list[dict[str, object]] = [{"network": network} for network in FARM]
    return [
        *by_network,
        {"domain": "farm.example"},
        {"name_pattern": "voter*", "domain": "mail.example", "signed_from": now - HOUR},
        {"network": DORMITORY, "signed_from": now - HOUR, "signed_until": now},
    ]


def replay(
    petition: Petition, *, by: User, bots: int, people: int, now: datetime.datetime
) -> dict[str, float]:
    """Remove by rules, look at the count, take everything back, look again."""
    before = _counted(petition, now)
    started = time.monotonic()
    written = []
    for rule in rules(now):
        removal = petitions.write_removal(petition=petition, **rule, reason="replay", by=by, now=now)
        petitions.try_removal(removal=removal)
        petitions.ask_to_apply(removal=removal, by=by, now=now)
        petitions.apply_removal(removal=removal)
        written.append(removal)
    during = _counted(petition, now)
    seconds = time.monotonic() - started
    removed = Signature.objects.filter(petition=petition, removal__isnull=False)
    bots_removed = sum(1 for each in removed.only("id", "email").iterator() if each.email.startswith("bot"))
    people_lost = removed.count() - bots_removed
    started = time.monotonic()
    for removal in written:
        petitions.ask_to_undo(removal=removal, by=by, now=now)
        petitions.undo_removal(removal=removal)
    after = _counted(petition, now)
    undo_seconds = time.monotonic() - started
    print(f"  {before} counted, {during} after the rules, {after} after taking them back", file=sys.stderr)
    return {
        "removal.seconds_77k": round(seconds, 2),
        "removal.undo_seconds_77k": round(undo_seconds, 2),
        "removal.real_lost_count": people_lost,
        "removal.bots_left_count": bots - bots_removed,
        "removal.count_drift_count": abs(before - bots - people) + abs(during - people) + abs(after - before),
        "removal.rules_count": Removal.objects.filter(petition=petition).count(),
    }


def _counted(petition: Petition, now: datetime.datetime) -> int:
    while petitions.count_signatures(now=now):
        pass
    return queries.petition_count(petition)
