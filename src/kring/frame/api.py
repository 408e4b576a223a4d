"""What all endpoints share: refusals as RFC 9457 problem documents, pages of a list, plain words."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    StringConstraints,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

from kring.core.problems import NotFound, Problem
from kring.core.terms import areas
from kring.frame.problem_documents import PROBLEM_TYPE, problem_document, refusal, status_document
from kring.frame.problem_words import refusal_in

REFUSALS = frozenset({400, 401, 403, 404, 422, 429})
FURTHEST = 100_000

# PostgreSQL keeps no NUL; a short limit keeps a search from becoming a load.
Words = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(max_length=60, pattern=r"^[A-Za-z0-9:_.+-]*$")]
Uri = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00\s]+$")]
Language = Annotated[str, StringConstraints(pattern=r"^(nl|en)$")]

Item = TypeVar("Item")
# How a caller says who they are.
SCHEMES: dict[str, dict[str, str]] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token that somebody made on their account page: to read, or to read and write.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "A browser's session; what changes something needs the header X-CSRFToken too.",
    },
}


class OneOf:
    """Marks a text as one of some codes, or empty: ``Annotated[str, OneOf(areas())]``."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.known = ["", *codes]

    def _checked(self, value: str) -> str:
        if value not in self.known:
            raise ValueError(", ".join(self.known[1:]))
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "enum": self.known}


class Given(Schema):
    """What a call may send, each part optional: an object, and not any other value taken for an empty one."""

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: ModelWrapValidatorHandler[Any], info: Any) -> Any:
        if not isinstance(values, dict):
            raise PydanticCustomError("dict_type", "Input should be an object")
        return handler(values)


class ProblemLine(Schema):
    """One thing that is wrong, with its remedy, in the language of the request."""

    code: str
    message: str
    field: str = ""


class ProblemDocument(Schema):
    """A refusal as RFC 9457 asks for it."""

    type: str = "about:blank"
    title: str
    status: int
    problems: list[ProblemLine]


class Listed(Schema, Generic[Item]):
    """A part of a list, and how long the whole list is."""

    total: int
    items: list[Item]


class Part(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=FURTHEST)


class Sought(Part):
    """Which part of a list of things in regions and fields is asked for, and what narrows it."""

    q: Words = ""
    region: Code = Field("", description="NL, NL13, NL131 or hub:noord")
    area: Annotated[str, OneOf(areas())] = ""

    def narrowed(self) -> dict[str, str]:
        """Return what narrows the list, as the queries call it."""
        return {"words": self.q, "region": self.region, "area": self.area}


class Described(NinjaAPI):
    """An API whose description says that refusals are problem documents."""

    def get_openapi_schema(self, **given: Any) -> Any:
        """Return the description with the content type that refusals really have."""
        described = super().get_openapi_schema(**given)
        for operations in described["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) in REFUSALS and "application/json" in answer.get("content", {}):
                        answer["content"] = {PROBLEM_TYPE: answer["content"]["application/json"]}
        described["components"]["securitySchemes"] = SCHEMES
        # What everybody may see needs neither.
        described["security"] = [{}, *({name: []} for name in SCHEMES)]
        return described


def answers(model: Any, status: int = 200) -> dict[Any, Any]:
    """Return what an endpoint answers: its model, or a problem document."""
    return {status: model, REFUSALS: ProblemDocument}


def part_of(rows: Any, part: Part, shown: Callable[[Any], object]) -> dict[str, object]:
    """Return the asked part of a queryset or sequence with the total."""
    total = len(rows) if isinstance(rows, Sequence) else rows.count()
    return {"total": total, "items": [shown(row) for row in rows[part.offset : part.offset + part.limit]]}


def reader_language() -> str:
    """Return nl or en: the language that the request asks for."""
    return (get_language() or "nl")[:2]


def _wrong_input(error: ValidationError) -> HttpResponse:
    lines = [
        {"code": str(one["type"]), "message": str(one["msg"]), "field": ".".join(map(str, one["loc"]))}
        for one in error.errors
    ]
    return problem_document(422, gettext("What was sent cannot be used."), lines)


def answer_problems(api: NinjaAPI) -> None:
    """Make every refusal of the API a problem document."""

    @api.exception_handler(Exception)
    def _any(request: HttpRequest, error: Exception) -> HttpResponse:
        found = refusal_in(error)
        if found is None:
            raise error
        return refusal(found)

    @api.exception_handler(ValidationError)
    def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _wrong_input(error)

    @api.exception_handler(Http404)
    def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return refusal(NotFound(Problem("not_found", "There is no such thing.")))

    @api.exception_handler(HttpError)
    def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return status_document(error.status_code, str(error))

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return status_document(403, gettext("Sign in first."))
