"""A refusal enters; the RFC 9457 problem document that tells a program about it leaves."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse, JsonResponse

from kring.core.problems import UnableTo
from kring.frame.problem_words import in_words, status_of

PROBLEM_TYPE = "application/problem+json"
API_PATH = "/api/"


def problem_document(status: int, title: str, lines: Sequence[Mapping[str, str]]) -> HttpResponse:
    """Return the document; ``lines`` are all problems at once."""
    content = {"type": "about:blank", "title": title, "status": status, "problems": list(lines)}
    answer = JsonResponse(content, status=status, content_type=PROBLEM_TYPE)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def refusal(error: UnableTo) -> HttpResponse:
    """Return a refusal as a problem document."""
    lines = [{"code": p.code, "message": in_words(p), "field": p.field} for p in error.problems]
    return problem_document(status_of(error), lines[0]["message"] if lines else "", lines)


def status_document(status: int, message: str) -> HttpResponse:
    """Return what a bare status means."""
    return problem_document(status, message, [{"code": f"http_{status}", "message": message, "field": ""}])


def for_programs(answer: HttpResponse) -> HttpResponse:
    """Return an error page as a problem document, with its headers: programs do not read pages."""
    if answer.status_code < 400 or "json" in answer.get("Content-Type", ""):
        return answer
    told = status_document(answer.status_code, answer.reason_phrase)
    if "Allow" in answer:
        told["Allow"] = answer["Allow"]
    return told
