"""The page that describes the service: complete, and nothing of it comes from elsewhere."""

import re

import pytest
from fastapi.testclient import TestClient

from api.reference.page import PATH, operations, page


def test_everything_that_can_be_asked_for_is_on_the_page(client: TestClient) -> None:
    """For anybody, with every address, and a policy that lets nothing else in."""
    answer = client.get(PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for path in client.get("/openapi.json").json()["paths"]:
        assert f"</span> {path}</code>" in answer.text


def test_the_page_fetches_and_runs_nothing(client: TestClient) -> None:
    """It is read where no internet is, and next to tokens."""
    text = client.get(PATH).text
    assert "<script" not in text
    links = set(re.findall(r"(?:src|href)=\"([^\"]*)\"", text))
    assert {each for each in links if not each.startswith("#")} == {"/openapi.json"}


@pytest.mark.parametrize("path", ["/redoc", "/docs/oauth2-redirect"])
def test_there_is_no_page_of_others(client: TestClient, path: str) -> None:
    """Those of the framework would fetch their scripts from elsewhere."""
    assert client.get(path).status_code == 404


def test_what_is_told_is_escaped(client: TestClient) -> None:
    """A description with marks in it is shown, and no part of the page."""
    description = client.get("/openapi.json").json()
    operation = description["paths"]["/live"]["get"]
    operation["description"] = "<b>&</b>"
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in page(description)
    assert "<b>&" not in page(description)


def test_examples_are_told(client: TestClient) -> None:
    """Of what is taken and of what is answered, wherever there is a body."""
    told = {each.name: each for _, each in operations(client.get("/openapi.json").json())}
    publish = told["publish"]
    ((media, taken),) = publish.takes
    assert (media, '"draft"' in taken) == ("application/json", True)
    assert [(status, '"number"' in example) for status, _, example in publish.well] == [
        ("201", True)
    ]
    assert "412" in dict(publish.problems)
