"""The page of links in a real Chromium: what is shown, found, copied and opened, and that it asks nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import Browser, chromium
from tests.resources.fleet.values import fleet_roles, group, role
from wizard.model import FleetRoles
from wizard.resources.fleet.links import group_links
from wizard.resources.fleet.links_page import links_page

MARKUP = "<img src=x onerror='window.hacked=1'></script><script>window.hacked=1</script>"
QUOTED = "\"'`&quot;%data%{{7*7}}${7*7}"
TURNED = "safe\u202egnp.exe\u2066\u0000\x1b[31m"
LONG = "W" * 3000
HOSTILE = (MARKUP, QUOTED, TURNED, LONG)
FLEET = fleet_roles(
    *(role("DevOps", f"11110000{number:04}", f"team {number}") for number in range(30)),
    role("ReadOnly", "222200000000", "Finance", email="ledger@finance.example.org"),
    role("ReadOnly", "111100000003", "team 3"),
    role("ReadOnly", "333300000000", "broken", stands="failed", why="AWS said no"),
)
READY = "document.getElementById('count').textContent !== ''"
# Every text with its own color on what is painted under it, by WCAG 2.2: 4.5 for text, 3 for large text and outlines.
CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => {
    const [r, g, b] = rgb(color).map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const under = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (rgb(color)[3] === 255) return color;
    }
    return 'white';
  };
  const ratio = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const texts = [...document.querySelectorAll('body *')].filter((one) => own(one) || one.tagName === 'INPUT')
    .filter((one) => one.checkVisibility() && one.tagName !== 'SCRIPT')
    .map((one) => [one.className || one.tagName, ratio(getComputedStyle(one).color, under(one))]);
  const edges = ['#search', '#mask', 'li button'].map((one) => document.querySelector(one))
    .map((one) => [one.id || 'copy', ratio(getComputedStyle(one).borderTopColor, under(one.parentElement))]);
  return {texts, edges, page: getComputedStyle(document.body).backgroundColor};
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def show(
    browser: Browser,
    folder: Path,
    found: FleetRoles = FLEET,
    *,
    fragment: str = "",
    masked: bool = False,
    endpoint: str = "",
) -> None:
    """The page of a fleet, open, the search focused."""
    path = folder / "fleet-links.html"
    path.write_text(links_page(group_links(found), "Accounts", "us-east-1", endpoint=endpoint, masked=masked), "utf-8")
    browser.open(path, fragment)
    assert browser.run(READY)


def names(browser: Browser) -> list[str]:
    """The accounts in sight, from top to bottom."""
    found: list[str] = browser.run(
        "[...document.querySelectorAll('li')].filter((one) => !one.hidden && !one.closest('section').hidden)"
        ".map((one) => one.querySelector('.name').textContent)"
    )
    return found


def focused(browser: Browser) -> str:
    said: str = browser.run(
        "document.activeElement.id || document.activeElement.querySelector('.name')?.textContent"
        " || document.activeElement.textContent"
    )
    return said


def said(browser: Browser) -> str:
    words: str = browser.run("document.getElementById('said').textContent")
    return words


def opened(browser: Browser) -> list[str]:
    return [event["url"] for event in browser.told("Page.windowOpen")]


def in_sight(browser: Browser) -> str:
    text: str = browser.run("document.body.innerText")
    return text


# --- what is shown -------------------------------------------------------------------------------------------------


def test_every_group_is_a_section_with_its_accounts_and_only_roles_that_are_there(
    browser: Browser, folder: Path
) -> None:
    show(browser, folder)
    assert browser.run(
        "[...document.querySelectorAll('section')].map((one) => ["
        "document.getElementById(one.getAttribute('aria-labelledby')).textContent, one.querySelectorAll('li').length])"
    ) == [["DevOps", 30], ["ReadOnly", 2]]
    assert "broken" not in in_sight(browser)
    assert "1111 0000 0003" in in_sight(browser)
    colors = browser.run("[...document.querySelectorAll('.group')].map((one) => getComputedStyle(one).backgroundColor)")
    assert len(set(colors)) == 2


def test_assistive_technology_hears_what_each_thing_is(browser: Browser, folder: Path) -> None:
    show(browser, folder)
    browser.ask("Accessibility.enable")
    tree = browser.ask("Accessibility.getFullAXTree")["nodes"]
    browser.ask("Accessibility.disable")
    heard = {(one["role"]["value"], one.get("name", {}).get("value", "")) for one in tree if not one["ignored"]}
    assert ("searchbox", "Search by account name, ID, e-mail address or group") in heard
    assert ("region", "DevOps") in heard
    assert ("heading", "DevOps") in heard
    assert ("button", "Copy profile DevOps-team-3") in heard
    assert any(kind == "link" and name.startswith("team 3") for kind, name in heard)
    assert browser.run("document.documentElement.lang") == "en"


def test_hostile_names_are_text_and_run_nothing(browser: Browser, folder: Path) -> None:
    found = fleet_roles(*(role("DevOps", f"11110000{number:04}", name) for number, name in enumerate(HOSTILE)))
    show(browser, folder, found)
    assert set(names(browser)) >= {MARKUP, QUOTED, LONG}
    assert browser.run("window.hacked") is None
    assert browser.run("document.querySelectorAll('li img, li script').length") == 0
    (turned,) = [name for name in names(browser) if name.startswith("safe")]
    assert "\u202e" not in turned
    assert "‹U+202E›gnp.exe" in turned
    assert browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.told("Runtime.exceptionThrown") == []


def test_a_hostile_group_and_address_are_text_too(browser: Browser, folder: Path) -> None:
    found = fleet_roles(role(MARKUP, "111100000000", "one", email=MARKUP), groups=(group(MARKUP),))
    show(browser, folder, found)
    assert MARKUP in in_sight(browser)
    assert browser.run("window.hacked") is None


def test_it_fits_a_phone_and_a_zoomed_page(browser: Browser, folder: Path) -> None:
    browser.ask("Emulation.setDeviceMetricsOverride", width=320, height=256, deviceScaleFactor=1, mobile=False)
    try:
        show(browser, folder)
        assert browser.run("document.documentElement.scrollWidth <= 320")
        browser.press("End", "ArrowDown", "ArrowDown")
        where = json.loads(browser.run("JSON.stringify(document.activeElement.getBoundingClientRect())"))
        assert 0 <= where["top"] < where["bottom"] <= 256
    finally:
        browser.ask("Emulation.clearDeviceMetricsOverride")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_has_contrast(scheme: str, browser: Browser, folder: Path) -> None:
    browser.scheme(scheme)
    show(browser, folder, endpoint="http://127.0.0.1:1")
    browser.press("Enter")
    assert said(browser)
    seen = browser.run(CONTRAST)
    assert seen["page"] == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]
    assert len(seen["texts"]) > 100
    assert {kind for kind, _ in seen["texts"]} >= {
        "name",
        "more",
        "group",
        "quiet",
        "simulated",
        "said",
        "INPUT",
        "KBD",
    }
    assert [one for one in seen["texts"] if one[1] < 4.5] == []
    assert [one for one in seen["edges"] if one[1] < 3] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_focused_is_seen(scheme: str, browser: Browser, folder: Path) -> None:
    browser.scheme(scheme)
    show(browser, folder)
    rings = []
    for keys in ([], ["Tab"], ["Tab"], ["Tab"], ["Tab"]):
        browser.press(*keys)
        rings.append(
            browser.run(
                "(() => { const one = document.activeElement, style = getComputedStyle(one);"
                " return [one.tagName, style.outlineStyle, style.outlineWidth, style.outlineColor] })()"
            )
        )
    color = {"light": "rgb(5, 80, 174)", "dark": "rgb(121, 192, 255)"}[scheme]
    assert [ring[0] for ring in rings] == ["INPUT", "BUTTON", "BUTTON", "A", "BUTTON"]
    assert {tuple(ring[1:]) for ring in rings} == {("solid", "3px", color)}


# --- search and keys -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("finance", ["Finance"]),
        ("ledger@", ["Finance"]),
        ("2222 0000 0000", ["Finance"]),
        ("2222-0000-0000", ["Finance"]),
        ("TEAM 29", ["team 29"]),
        ("readonly", ["Finance", "team 3"]),
        ("devops 111100000003", ["team 3"]),
        ("nobody", []),
    ],
)
def test_typing_leaves_what_was_searched_for(typed: str, left: list[str], browser: Browser, folder: Path) -> None:
    show(browser, folder)
    browser.write(typed)
    assert names(browser) == left
    count = browser.run("document.getElementById('count').textContent")
    assert count == f"{len(left)} of 32 links"
    browser.press("Escape")
    assert len(names(browser)) == 32


def test_keys_alone_are_enough(browser: Browser, folder: Path) -> None:
    show(browser, folder)
    assert focused(browser) == "search"
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown", "End", "ArrowDown", "Home", "/"):
        browser.press(key)
        walked.append(focused(browser))
    assert walked == ["team 0", "team 1", "team 0", "search", "team 0", "team 3", "team 3", "team 0", "search"]
    browser.write("finance")
    browser.press("ArrowDown", "Enter")
    (address,) = opened(browser)
    assert address.startswith("https://signin.aws.amazon.com/switchrole?")
    assert "account=222200000000" in address


def test_enter_in_the_search_opens_the_first_that_is_left(browser: Browser, folder: Path) -> None:
    show(browser, folder)
    browser.write("team 17")
    browser.press("Enter")
    (address,) = opened(browser)
    assert "account=111100000017" in address


def test_a_slash_can_be_searched_for(browser: Browser, folder: Path) -> None:
    show(browser, folder, fleet_roles(role("A", "111100000000", "a/b"), role("A", "111100000001", "ab")))
    browser.write("a/b")
    assert names(browser) == ["a/b"]


# --- copying -------------------------------------------------------------------------------------------------------


def test_the_profile_is_copied_and_can_be_pasted_into_the_configuration(browser: Browser, folder: Path) -> None:
    show(browser, folder)
    browser.ask("Browser.grantPermissions", browser=True, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.write("finance")
    browser.press("ArrowDown", "Tab")
    assert focused(browser) == "Copy profile"
    browser.press("Enter")
    browser.wait(lambda: said(browser) == "Copied the profile ReadOnly-Finance.")
    assert browser.run("navigator.clipboard.readText()").splitlines() == [
        "[profile ReadOnly-Finance]",
        "role_arn = arn:aws:iam::222200000000:role/CrossAccountManager-ReadOnly",
        "source_profile = CrossAccountManager-ReadOnly",
        "region = us-east-1",
    ]
    browser.run("document.querySelector('section:not([hidden]) .head button').click()")
    browser.wait(lambda: said(browser) == "Copied the profile CrossAccountManager-ReadOnly.")
    assert "[profile CrossAccountManager-ReadOnly]" in browser.run("navigator.clipboard.readText()")


def test_where_the_browser_refuses_the_lines_are_there_selected_to_be_copied(browser: Browser, folder: Path) -> None:
    show(browser, folder)
    browser.run("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    browser.run("document.querySelector('li button').click()")
    browser.wait(lambda: browser.run("document.getElementById('copying').open"))
    selected = browser.run(
        "document.getElementById('lines').value.substring(0, document.getElementById('lines').selectionEnd)"
    )
    assert selected.startswith("[profile DevOps-team-0]\nrole_arn = ")
    browser.press("Escape")
    assert browser.run("document.getElementById('copying').open") is False


def test_masked_the_lines_that_are_there_to_be_copied_are_seen_as_dots(browser: Browser, folder: Path) -> None:
    show(browser, folder, masked=True)
    browser.run("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    browser.run("document.querySelector('li button').click()")
    browser.wait(lambda: browser.run("document.getElementById('copying').open"))
    assert browser.run("getComputedStyle(document.getElementById('lines')).webkitTextSecurity") == "disc"
    assert "[profile DevOps-team-0]" in browser.run("document.getElementById('lines').value")


# --- who watches ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("masked", "fragment"), [(True, ""), (False, "#masked")], ids=["written so", "opened so"])
def test_masked_no_id_and_no_address_is_in_sight_and_links_still_lead_there(
    masked: bool, fragment: str, browser: Browser, folder: Path
) -> None:
    found = fleet_roles(
        role("A", "111100000000", "prod 111100000000"), role("A", "222200000000"), role("B", "111100000000", "prod")
    )
    show(browser, folder, found, masked=masked, fragment=fragment)
    assert re.findall(r"\d{4}", in_sight(browser)) == []
    assert "@example.com" not in in_sight(browser)
    assert in_sight(browser).count("A••• •••• ••••") >= 3
    assert browser.run("document.querySelectorAll('a[href]').length") == 0
    assert "1111" not in browser.run(
        "[...document.querySelectorAll('[aria-label]')].map((one) => one.ariaLabel).join()"
    )
    browser.press("ArrowDown", "Enter")
    assert len(opened(browser)) == 1
    browser.run("document.getElementById('mask').click()")
    assert "1111 0000 0000" in in_sight(browser)
    assert browser.run("document.querySelectorAll('a[href]').length") == 3


def test_a_simulated_page_says_so_and_leads_into_no_real_account(browser: Browser, folder: Path) -> None:
    show(browser, folder, endpoint="http://127.0.0.1:1")
    assert in_sight(browser).count("SIMULATED") == 1
    browser.press("ArrowDown", "Enter")
    assert opened(browser) == []
    assert said(browser).startswith("Simulated: nothing to open")
    assert "signin.aws" not in (folder / "fleet-links.html").read_text("utf-8")


# --- nothing from elsewhere ----------------------------------------------------------------------------------------


def test_the_page_asks_nobody_for_anything(browser: Browser, folder: Path) -> None:
    show(browser, folder)
    browser.write("team")
    browser.press("ArrowDown")
    asked = {event["request"]["url"] for event in browser.told("Network.requestWillBeSent")}
    assert asked == {(folder / "fleet-links.html").as_uri()}
    assert browser.told("Log.entryAdded") == []
    assert browser.told("Runtime.exceptionThrown") == []


@pytest.mark.parametrize(
    "act",
    [
        "new Image().src = 'https://example.com/x.png'",
        "fetch('https://example.com/x').catch(() => 0)",
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.hacked = 1'}))",
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked = 1\">')",
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'body {display: none}'}))",
    ],
)
def test_its_policy_refuses_whatever_is_not_its_own(act: str, browser: Browser, folder: Path) -> None:
    show(browser, folder)
    refused: dict[str, Any] = json.loads(
        browser.run(
            "new Promise((done) => { document.addEventListener('securitypolicyviolation',"
            f" (event) => done(JSON.stringify({{by: event.effectiveDirective}}))); {act}; }})"
        )
    )
    assert refused["by"]
    assert browser.run("window.hacked") is None


def test_a_thousand_accounts_in_five_groups_are_there_at_once(browser: Browser, folder: Path) -> None:
    found = fleet_roles(
        *(role(f"G{which}", f"{number:012}", f"team {number}") for which in range(5) for number in range(1000))
    )
    show(browser, folder, found)
    spent = browser.run(
        "(() => { const search = document.getElementById('search'), begun = performance.now();"
        " search.value = 'team 999'; search.dispatchEvent(new Event('input'));"
        " document.body.offsetHeight; return performance.now() - begun })()"
    )
    assert len(names(browser)) == 5
    assert spent < 500
