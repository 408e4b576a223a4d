"""Who may do what: one table, keyed by the action's name; an actor and an object enter, yes or no leaves."""

from collections.abc import Callable
from dataclasses import dataclass

from kring.core.problems import NotAllowed, Problem
from kring.parties.rules import Actor

Condition = Callable[[Actor, object], bool]


def anybody(actor: Actor, thing: object) -> bool:
    """Everyone, signed in or not."""
    return True


def signed_in(actor: Actor, thing: object) -> bool:
    """Every person who signed in."""
    return actor.signed_in


def role(*names: str) -> Condition:
    """People with one of these roles, for whatever object."""

    def holds(actor: Actor, thing: object) -> bool:
        return bool(actor.roles & {*names, "admin"})

    holds.__doc__ = f"People with the role {' or '.join(names)}."
    return holds


def hub_of_object(actor: Actor, thing: object) -> bool:
    """A broker of a hub that serves the object's region (a broker of any hub where no hub serves it)."""
    if "admin" in actor.roles:
        return True
    serving = set(getattr(thing, "hub_codes", ()) or ())
    return "broker" in actor.roles and (not serving or bool(serving & actor.hubs))


def owner(actor: Actor, thing: object) -> bool:
    """The person or organisation that the object belongs to."""
    if not actor.signed_in:
        return False
    owners = {str(value) for value in getattr(thing, "owner_ids", ()) if value}
    return bool(owners & ({actor.person_id} | actor.organisations))


def takes_part(actor: Actor, thing: object) -> bool:
    """The people and organisations that take part in the object."""
    if not actor.signed_in:
        return False
    taking_part = {str(value) for value in getattr(thing, "participant_ids", ()) if value}
    return bool(taking_part & ({actor.person_id} | actor.organisations))


def oneself(actor: Actor, thing: object) -> bool:
    """Each person for what is their own; nobody else, administrators included."""
    return actor.signed_in and actor.person_id in {str(value) for value in getattr(thing, "owner_ids", ())}


def broker_where_agreed(actor: Actor, thing: object) -> bool:
    """The person; and a broker of the person's region, if the person agreed to that."""
    if oneself(actor, thing):
        return True
    near = bool(set(getattr(thing, "hub_codes", ())) & actor.hubs)
    return "broker" in actor.roles and near and getattr(thing, "shown_to_brokers", False) is True


def broker(actor: Actor, thing: object) -> bool:
    """Brokers, of people in their own region who agreed to that."""
    return "broker" in actor.roles


def where_mails_are_shown(actor: Actor, thing: object) -> bool:
    """Everyone, in the demo country without a mail server: mails to invented addresses and one's own."""
    # The table stays readable without the database; only this row asks it.
    from kring.parties.queries import shows_mails

    return shows_mails()


def holder_of_link(actor: Actor, thing: object) -> bool:
    """Whoever holds the secret link; the action itself checks the link."""
    return True


def holder_of_passkey(actor: Actor, thing: object) -> bool:
    """Whoever holds the passkey; the action itself checks its signature."""
    return True


def holder_of_account(actor: Actor, thing: object) -> bool:
    """Whoever has an account at the configured organisation; the action itself checks what it says."""
    return True


def holder_of_token(actor: Actor, thing: object) -> bool:
    """Whoever holds the token of a program; it may then do what its person may."""
    return True


def giver_of_role(actor: Actor, thing: object) -> bool:
    """Whoever may invite others for that role, at that place."""
    organisation, code = getattr(thing, "organisation", None), getattr(thing, "role", "")
    if organisation is not None:
        return may(actor, "invite_colleague", organisation)
    if code == "broker":
        return may(actor, "invite_broker", getattr(thing, "hub", None))
    return may(actor, "invite_administrator" if code == "admin" else "invite_person")


def any_of(*conditions: Condition) -> Condition:
    """Whoever meets one of the conditions."""

    def holds(actor: Actor, thing: object) -> bool:
        return any(condition(actor, thing) for condition in conditions)

    holds.__doc__ = " Or: ".join((condition.__doc__ or "").split("\n")[0] for condition in conditions)
    return holds


@dataclass(frozen=True)
class Permission:
    """One row of the table: who may, and the English name of the action for people."""

    action: str
    label: str
    who: Condition


# Not here, since nobody asks for it by itself: standards and map shapes are loaded on the command line by
# whoever runs the program; a next step is chosen with the post; an offer follows from the organisation's
# own words, a community from the last yes.
_ROWS = (
    Permission("import_vacancies", "Load vacancies", role("broker", "programme")),
    Permission("import_courses", "Load courses", role("broker", "programme")),
    Permission("import_examples", "Load examples", role("broker", "programme")),
    Permission("undo_import", "Undo the loading of vacancies or courses", role("broker", "programme")),
    Permission("compute_gaps", "Compute the gaps", role("broker", "programme")),
    Permission("view_employers", "See the employers behind a figure", role("broker", "programme", "auditor")),
    Permission("import_parties", "Load organisations", role("broker", "programme")),
    Permission("add_party", "Add an organisation by hand", role("broker", "programme")),
    Permission("edit_party", "Change an organisation", any_of(role("broker", "programme"), owner)),
    Permission("set_hour_budget", "Say how many hours one's organisation can spend", owner),
    Permission("view_hour_budget", "See what is asked of an organisation", any_of(hub_of_object, owner)),
    Permission("merge_parties", "Merge two organisations, or leave them apart", role("broker", "programme")),
    Permission("edit_hubs", "Change hubs and the regions they serve", role("admin")),
    Permission("view_party", "See an organisation that wants to be shown", anybody),
    Permission("view_hidden_party", "See every organisation", role("broker", "programme", "auditor")),
    Permission("request_sign_in", "Ask for a sign-in link", anybody),
    Permission("sign_in", "Sign in with a link", holder_of_link),
    Permission("sign_in_with_passkey", "Sign in with a passkey", holder_of_passkey),
    Permission("sign_in_with_provider", "Sign in through one's own organisation", holder_of_account),
    Permission("use_account", "See and change one's own data", signed_in),
    Permission("end_session", "End a session on a device", oneself),
    Permission("leave_role", "Leave one's own role", oneself),
    Permission("answer_role", "Accept or refuse a role that one is asked to take", oneself),
    Permission("remove_skill", "Remove a skill from one's own profile", oneself),
    Permission("list_people", "See who in a region agreed to be seen", broker),
    Permission("view_profile", "See a person's profile", broker_where_agreed),
    Permission("export_person", "Take one's own data along", oneself),
    Permission("erase_person", "Have one's own data erased", oneself),
    Permission("view_skill_totals", "See what an organisation's people can do together", owner),
    Permission("change_passkey", "Name or remove a passkey", oneself),
    Permission("use_token", "Let a program act with a token", holder_of_token),
    Permission("end_token", "End a token of a program", oneself),
    Permission("leave_provider", "Part an account elsewhere from one's own", oneself),
    Permission("step_into_demo_role", "Step into a role of the demo country", anybody),
    Permission("invite_person", "Invite a programme officer or auditor", role("programme")),
    Permission("invite_broker", "Invite a broker of a hub", any_of(role("programme"), hub_of_object)),
    Permission(
        "invite_colleague",
        "Invite a colleague for an organisation",
        any_of(role("programme"), hub_of_object, owner),
    ),
    Permission("invite_administrator", "Invite an administrator", role("admin")),
    Permission("end_role", "See who has a role, and take it away", giver_of_role),
    Permission("view_outbox", "See mails that were not sent", any_of(role("admin"), where_mails_are_shown)),
    Permission("post_challenge", "Post a challenge", anybody),
    Permission("answer_scan", "Answer the four questions of the scan", anybody),
    Permission("confirm_challenge", "Confirm a challenge with the mail link", holder_of_link),
    Permission("view_challenge", "See a confirmed challenge", anybody),
    Permission("view_queue", "See the queue of a hub", role("broker", "programme", "auditor")),
    Permission("accept_challenge", "Take a challenge from the queue", hub_of_object),
    Permission("decline_challenge", "Decline a challenge with a reason", hub_of_object),
    Permission("propose_community", "Compose a proposal", hub_of_object),
    Permission("change_proposal", "Change a proposal with a reason", hub_of_object),
    Permission("forward_proposal", "Forward a proposal by mail", hub_of_object),
    Permission("invite_parties", "Invite the parties of a proposal", hub_of_object),
    Permission("answer_invitation", "Answer an invitation with the mail link", holder_of_link),
    Permission("log_conversation", "Note a call", role("broker")),
    Permission("view_conversation", "Read a note of a call", any_of(hub_of_object, owner)),
    Permission("change_conversation", "Correct a note of a call", any_of(hub_of_object, owner)),
    Permission("publish_offer", "Publish an offer", any_of(role("broker"), owner)),
    Permission("change_offer", "Change, close or count an offer", any_of(hub_of_object, owner)),
    Permission("view_courses", "See which challenges fit the own courses", role("lecturer")),
    Permission("hold_places", "Hold places of an own course for a challenge", owner),
    Permission("view_adoption", "See an adopted challenge with the share link", holder_of_link),
    Permission("move_phase", "Move a community to another phase", hub_of_object),
    Permission("view_audit", "See who changed what", role("broker", "programme", "auditor")),
    Permission(
        "view_own_audit",
        "See in which role others changed what is one's own, or a community that one takes part in",
        any_of(owner, takes_part),
    ),
)
PERMISSIONS: dict[str, Permission] = {row.action: row for row in _ROWS}


def may(actor: Actor, action: str, thing: object = None) -> bool:
    """Return whether the actor may do the action to the object; KeyError for an action without a row."""
    return PERMISSIONS[action].who(actor, thing)


def require(actor: Actor, action: str, thing: object = None) -> None:
    """Raise NotAllowed unless the actor may do the action to the object."""
    if not may(actor, action, thing):
        label = PERMISSIONS[action].label
        raise NotAllowed(
            Problem(
                "not_allowed",
                "You may not do this: “{action}”.",
                "Sign in with another role, or ask your hub." if actor.signed_in else "Sign in first.",
                params={"action": label},
            )
        )
