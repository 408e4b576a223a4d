"""One table says who may do what, and every action asks it."""

import ast
from pathlib import Path

import pytest

from kring.core.problems import NotAllowed
from kring.parties.permissions import PERMISSIONS, may, require
from kring.parties.rules import ANYBODY, ROLES, SYSTEM, Actor

SOURCE = Path(__file__).resolve().parents[2] / "src" / "kring"
ACTIONS = sorted(SOURCE.glob("*/actions/*.py"))


class Thing:
    """Something in Drenthe that belongs to nobody."""

    hub_codes = ("noord",)
    owner_ids = ()


def actor_with(role: str) -> Actor:
    hubs = frozenset({"noord"}) if role == "broker" else frozenset()
    return Actor(person_id="one", roles=frozenset({"member", role}), hubs=hubs)


ANYBODYS = {
    "view_party", "request_sign_in", "sign_in", "step_into_demo_role", "post_challenge", "confirm_challenge",
    "view_challenge", "answer_invitation", "answer_scan", "sign_in_with_passkey", "sign_in_with_provider",
    "view_adoption", "use_token",
}  # fmt: skip
SIGNED_INS = {"use_account"}
# What is only for the person whom it is about: not even an administrator may.
ONES_OWN = {"end_session", "change_passkey", "leave_provider", "leave_role", "remove_skill", "view_profile",
    "answer_role", "export_person", "erase_person", "view_skill_totals", "hold_places",
    "end_token", "view_own_audit", "set_hour_budget",
}  # fmt: skip
# People agreed that brokers see them, not administrators.
BROKERS_ONLY = {"list_people"}
OF_ROLE = {
    "lecturer": {"view_courses"},
    "auditor": {"view_employers", "view_hidden_party", "view_queue", "view_audit"},
    "programme": {
        "import_vacancies", "import_courses", "import_examples", "undo_import", "compute_gaps",
        "view_employers",
        "import_parties", "edit_party", "view_hidden_party", "invite_person", "invite_broker",
        "invite_colleague", "view_queue", "view_audit", "add_party", "merge_parties", "end_role",
    },
    "broker": {
        "import_vacancies", "import_courses", "import_examples", "undo_import", "compute_gaps",
        "view_employers",
        "import_parties", "edit_party", "view_hidden_party", "view_queue", "accept_challenge",
        "invite_broker", "invite_colleague", "list_people",
        "decline_challenge", "propose_community", "change_proposal", "forward_proposal", "invite_parties",
        "move_phase", "view_audit", "add_party", "log_conversation", "view_conversation",
        "change_conversation", "merge_parties", "publish_offer", "change_offer", "view_hour_budget",
    },
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_exactly_this(role) -> None:
    allowed = {action for action in PERMISSIONS if may(actor_with(role), action, Thing())}
    known = ANYBODYS | SIGNED_INS | OF_ROLE.get(role, set())
    if role == "admin":
        known = set(PERMISSIONS) - ONES_OWN - BROKERS_ONLY
    assert known & set(PERMISSIONS) <= allowed
    assert not allowed - known


@pytest.mark.django_db
def test_whoever_is_not_signed_in_may_only_do_what_anybody_may() -> None:
    assert {action for action in PERMISSIONS if may(ANYBODY, action, Thing())} == ANYBODYS


@pytest.mark.django_db
def test_the_system_may_do_everything_but_act_for_a_person() -> None:
    assert {action for action in PERMISSIONS if not may(SYSTEM, action, Thing())} == ONES_OWN | BROKERS_ONLY


@pytest.mark.django_db
def test_what_is_ones_own_is_for_that_person_alone() -> None:
    own = type("Own", (), {"owner_ids": ("one",), "hub_codes": ("noord",)})()
    for action in ONES_OWN:
        assert may(Actor(person_id="one"), action, own)
        assert not may(Actor(person_id="two", roles=frozenset({"admin"})), action, own)
        assert not may(ANYBODY, action, own)


def test_a_refusal_names_the_action_and_the_way_on() -> None:
    with pytest.raises(NotAllowed) as refused:
        require(ANYBODY, "import_parties")
    problem = refused.value.problems[0]
    assert problem.params["action"] == "Load organisations"
    assert problem.remedy == "Sign in first."


def test_a_broker_of_another_hub_does_not_decide() -> None:
    other = Actor(person_id="one", roles=frozenset({"broker"}), hubs=frozenset({"oost"}))
    assert not may(other, "accept_challenge", Thing())
    unserved = type("Unserved", (), {"hub_codes": ()})()
    assert may(other, "accept_challenge", unserved)


@pytest.mark.django_db
def test_who_takes_part_reads_what_happened_and_changes_nothing_by_that() -> None:
    together = type("Together", (), {"participant_ids": ("org-1", "one"), "hub_codes": ("noord",)})()
    for actor in (
        Actor(person_id="two", roles=frozenset({"member"}), organisations=frozenset({"org-1"})),
        Actor(person_id="one"),
    ):
        assert may(actor, "view_own_audit", together)
        own = {action for action in PERMISSIONS if may(actor, action, together)}
        assert own - ANYBODYS - SIGNED_INS == {"view_own_audit"}
    other = Actor(person_id="two", roles=frozenset({"member"}), organisations=frozenset({"org-2"}))
    assert not may(other, "view_own_audit", together) and not may(ANYBODY, "view_own_audit", together)


def test_an_owner_changes_only_the_own_organisation() -> None:
    own = type("Own", (), {"owner_ids": ("org-1",)})()
    foreign = type("Foreign", (), {"owner_ids": ("org-2",)})()
    member = Actor(person_id="one", roles=frozenset({"member"}), organisations=frozenset({"org-1"}))
    assert may(member, "edit_party", own)
    assert not may(member, "edit_party", foreign)


def test_an_action_without_a_row_is_an_error_and_no_permission() -> None:
    with pytest.raises(KeyError):
        may(SYSTEM, "no_such_action")


def _calls_of_require(node: ast.AST) -> list[str]:
    return [
        call.args[1].value
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "require" and len(call.args) > 1
        and isinstance(call.args[1], ast.Constant)
    ]  # fmt: skip


def _names_called(node: ast.AST) -> set[str]:
    return {getattr(call.func, "id", "") for call in ast.walk(node) if isinstance(call, ast.Call)}


def _actions_with_an_actor() -> dict[str, tuple[str, ast.FunctionDef]]:
    """Name of each public action that takes an actor; the demo's loader acts as the system alone."""
    found = {}
    for path in ACTIONS:
        if path.parent.parent.name in ("demo", "ledger"):
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
                if "actor" in arguments:
                    found[node.name] = (path.parent.parent.name, node)
    return found


WITH_ACTOR = _actions_with_an_actor()
ASKING = {name for name, (_, node) in WITH_ACTOR.items() if "require" in _names_called(node)}


def test_there_are_actions_to_look_at() -> None:
    assert len(ASKING) > 10


@pytest.mark.parametrize("name", sorted(WITH_ACTOR))
def test_every_action_that_knows_its_actor_asks_the_table(name) -> None:
    domain, node = WITH_ACTOR[name]
    assert set(_calls_of_require(node)) <= set(PERMISSIONS), f"{name} asks for a row that is not in the table"
    # A step of other actions may leave the question to them, or to an action that it calls.
    callers = [other for other, (_, one) in WITH_ACTOR.items() if name in _names_called(one)]
    left_to_others = bool(callers) and set(callers) <= ASKING
    assert name in ASKING or left_to_others or _names_called(node) & ASKING, f"{domain}.{name} asks nobody"


def _asked_in(path: Path) -> set[str]:
    """Every row that a file asks by name."""
    asking = ("require", "may", "visitor_may", "_may")
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return {
        word.value
        for call in calls if getattr(call.func, "id", "") in asking
        for word in call.args if isinstance(word, ast.Constant)
    }  # fmt: skip


def test_every_row_of_the_table_is_asked_somewhere() -> None:
    files = [path for path in SOURCE.rglob("*.py") if path.name != "permissions.py"]
    assert not set(PERMISSIONS) - set().union(*map(_asked_in, files))


CHANGING = {
    "create", "bulk_create", "get_or_create", "update_or_create", "save", "update", "bulk_update", "delete",
    "unlink", "create_user", "record_fact",
}  # fmt: skip
# What changes something and asks nobody, because nobody asks for it by itself.
ASKS_NOBODY = {
    "connect.empty_old_words": "the clock does it",
    "connect.ask_next_party": "the clock does it, along the line that a broker saw",
    "connect.give_back": "a step of an answer, the clock or a withdrawal, which ask where somebody acts",
    "connect.release_all": "a step of declining a challenge, which asks",
    "connect.form_community": "follows from the last yes",
    "connect.keep_stated_goal": "follows from the words of an organisation",
    "connect.publish_stated_offer": "follows from the words of an organisation",
    "connect.tidy_drafts": "the clock does it",
    "files.forget_upload": "a step of imports, which ask",
    "files.keep_upload": "a step of imports, which ask",
    "files.tidy_uploads": "the clock does it",
    "notices.empty_old_mails": "the clock does it",
    "notices.send_mails": "the clock does it",
    "notices.write_mail": "follows from facts",
    "parties.begin_session": "a step of signing in, which asks",
    "connect.forget_sender": "a step of erasing a person, which asks",
    "notices.forget_mails": "a step of erasing a person, which asks",
    "parties.forget_in_records": "a step of erasing a person, which asks",
    "parties.forget_marks": "a step of erasing a person, which asks",
    "parties.lapse_consents": "the clock does it",
    "parties.first_administrator": "whoever starts the program",
    "parties.forget_old_merges": "the clock does it",
    "parties.forget_old_requests": "the clock does it",
    "parties.limit_attempts": "counts, before anything is asked",
    "parties.person_with": "a step of signing in, inviting and confirming, which ask",
    "taxonomy.adopt_trust": "whoever runs the program, on the command line",
    "taxonomy.undo_trust": "whoever runs the program, on the command line",
    "taxonomy.import_kring_vocabulary": "whoever starts the program",
    "taxonomy.import_shapes": "whoever runs the program, on the command line",
    "taxonomy.import_taxonomy": "whoever runs the program, on the command line",
}


def _changing_without_asking() -> set[str]:
    """Public actions that change something without an actor or the table; the test above has the others."""
    found = set()
    for path in sorted(SOURCE.glob("*/actions/*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            called = {
                getattr(call.func, "attr", getattr(call.func, "id", ""))
                for call in ast.walk(node)
                if isinstance(call, ast.Call)
            }
            arguments = {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
            if called & CHANGING and "require" not in called and "actor" not in arguments:
                found.add(f"{path.parent.parent.name}.{node.name}")
    return found


def test_what_asks_nobody_has_a_reason() -> None:
    unasked = {name for name in _changing_without_asking() if name.split(".")[0] not in ("demo", "ledger")}
    assert unasked == set(ASKS_NOBODY), "ask the table, or say here why not"
    assert all(ASKS_NOBODY.values())
