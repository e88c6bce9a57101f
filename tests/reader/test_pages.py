"""What a reader does with hostile requests, and for those who share one."""

import html
import re

import pytest
from reader_stories import read_form
from starlette.testclient import TestClient

from dosvoces.reader.app import Options, make_app
from dosvoces.store import Store
from dosvoces.store.browsing import Browser

CORRECT = "/story/el-faro-puerto/2/correct"


def find_form(client: TestClient) -> dict[str, str]:
    return read_form(client.get("/story/el-faro-puerto/2?correct=3").text)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example", "[::2]"]
)
def test_another_sites_name_does_not_lead_here(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8642", "127.0.0.1:1", "[::1]:8642", "LOCALHOST"])
def test_this_machines_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/story/el-faro-puerto", "/static/reader.css", "/api/stories", "/no"])
def test_every_answer_forbids_what_a_page_does_not_need(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_pictures_of_others_are_allowed_on_the_page_that_asks_for_them_alone(client: TestClient) -> None:
    asked = client.get("/story/el-faro-puerto?images=1").headers["content-security-policy"]
    assert "img-src 'self' data: https: http:;" in asked
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in asked


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2f..%2f..%2fetc/passwd",
        "/static//etc/passwd",
        "/static/%00",
        "/story/..%2f..%2fetc%2fpasswd",
        "/story/%00",
        "/story/x/99999999999999999999",
        "/story/el-faro-puerto/2/file.exe",
        "/selection.exe",
        "/selection...%2fx",
    ],
)
def test_no_path_leads_out(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 400, 405)
    assert "root:" not in answer.text
    assert "make_app" not in answer.text


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", '"; DROP TABLE stories; --', "%' OR '%'='", "\\", "\x00", "_", "*" * 300]
)
@pytest.mark.parametrize(
    "name", ["outlet", "section", "language", "country", "after", "origin", "flag", "page", "q"]
)
def test_no_text_in_an_address_reaches_the_database_as_sql(client: TestClient, name: str, text: str) -> None:
    before = client.get("/api/coverage").json()
    answer = client.get("/", params={name: text})
    assert answer.status_code == 200
    if name in ("outlet", "section", "language", "country") and text.strip("\x00"):
        assert answer.text.count('class="card"') == 0
    assert client.get("/api/coverage").json() == before


def test_a_correction_without_our_token_is_refused(client: TestClient, store: Store) -> None:
    fields = {**find_form(client), "text": "Changed.", "author": "Ada"}
    token = fields.pop("token")
    assert client.post(CORRECT, data=fields).status_code == 403
    assert client.post(CORRECT, data={**fields, "token": token[::-1]}).status_code == 403
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(CORRECT, data={**fields, "token": token}, headers=headers).status_code == 403
    assert Browser(store).corrections() == []
    assert client.post(CORRECT, data={**fields, "token": token}).status_code == 303
    assert [each.after for each in Browser(store).corrections()] == ["Changed."]


def test_a_page_that_is_still_the_same_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/story/el-faro-puerto")
    known = {"If-None-Match": first.headers["etag"]}
    again = client.get("/story/el-faro-puerto", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert client.get("/story/el-faro-puerto?checks=1", headers=known).status_code == 200
    fields = {**find_form(client), "text": "Changed.", "author": "Ada"}
    client.post(CORRECT, data=fields)
    assert "Changed." in client.get("/story/el-faro-puerto", headers=known).text


def test_a_token_of_another_session_is_refused(store: Store) -> None:
    app = make_app(store)
    with (
        TestClient(app, base_url="http://localhost") as one,
        TestClient(app, base_url="http://localhost") as two,
    ):
        two.get("/")
        fields = {**find_form(one), "text": "Changed.", "author": "Ada"}
        assert two.post(CORRECT, data=fields).status_code == 403
    assert Browser(store).corrections() == []


def test_more_than_a_correction_can_hold_is_refused_unread(client: TestClient) -> None:
    assert client.post(CORRECT, data={"text": "x" * 100_000}).status_code == 413


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\r\nX: 1", ""]
)
def test_going_back_never_leads_elsewhere(client: TestClient, back: str) -> None:
    answer = client.get("/preferences", params={"ui": "es", "back": back})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


def test_with_a_password_nothing_is_shown_without_it(store: Store) -> None:
    app = make_app(store, Options(password="a b c d"))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        for path in ("/", "/story/el-faro-puerto", "/selection.jsonl", "/coverage", "/print"):
            assert client.get(path).headers["location"] == "/login"
        assert client.get("/api/stories").status_code == 401
        assert client.post("/login", data={"name": "Ada", "password": "wrong"}).status_code == 403
        assert client.post("/login", data={"name": " ", "password": "a b c d"}).status_code == 403
        assert client.post("/login", data={"name": "Ada", "password": "a b c d"}).status_code == 303
        page = client.get("/story/el-faro-puerto/2?correct=3")
        assert page.status_code == 200
        assert 'name="author"' not in page.text
        fields = {**find_form(client), "text": "Changed.", "author": "Somebody else"}
        client.post(CORRECT, data=fields)
        assert [each.author for each in Browser(store).corrections()] == ["Ada"]
        assert client.post("/logout", data={"token": find_form(client)["token"]}).status_code == 303
        assert client.get("/").headers["location"] == "/login"


def test_a_forged_session_is_no_session(store: Store) -> None:
    app = make_app(store, Options(password="secret"))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        client.post("/login", data={"name": "Ada", "password": "secret"})
        cookie = client.cookies["dosvoces"]
        client.cookies.clear()
        for forged in (cookie[:-1] + "x", "a.b", "", ".", cookie.replace(".", "x."), "é.é"):
            answer = client.get("/", headers={"Cookie": f"dosvoces={forged}".encode()})
            assert answer.headers["location"] == "/login"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("outlet", "el-faro", "El Faro"),
        ("outlet", "no-such-outlet", "no-such-outlet"),
        ("language", "en", "English"),
        ("section", "<b>Mar & cielo</b>", "&lt;b&gt;Mar &amp; cielo&lt;/b&gt;"),
        ("origin", "human", ""),
    ],
)
def test_the_form_keeps_what_was_chosen_and_nobody_elses_choice(
    client: TestClient, name: str, value: str, shown: str
) -> None:
    page = client.get("/", params={name: value}).text
    chosen = re.findall(r'<option value="([^"]*)" selected>([^<]*)</option>', page)
    assert [html.unescape(found) for found, _ in chosen] == [value]
    assert shown in ("", chosen[0][1])
    assert " selected>" not in client.get("/").text
