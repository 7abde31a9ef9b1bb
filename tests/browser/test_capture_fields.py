"""Which forms and fields are found, and what they are called."""

import pytest
from playwright.async_api import Page

from balk import assets, wire
from balk.demo.manners import SIGN_UP
from browser.conftest import Collector, PageHost


async def test_fields_are_what_a_person_sees_as_questions(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=name]")
    await page.close()
    form = await collector.until(lambda c: c.forms["signup"])
    assert [(field.key, field.label, field.type, field.required) for field in form.fields] == [
        ("name", "Your name", "text", True),
        ("email", "E-mail", "email", False),
        ("password", "Password", "password", False),
        ("card", "Card", "text", False),
        ("country", "Country", "select-one", False),
        ("plan", "Plan", "radio", False),
        ("topics[]", "Topics", "checkbox", False),
        ("terms", "I agree", "checkbox", False),
        ("notes", "Notes", "textarea", False),
    ]
    assert form.name == "Sign up"


@pytest.mark.parametrize(
    ("markup", "key", "label"),
    [
        ('<input data-balk-field="mine" name="other">', "mine", ""),
        ('<input id=":r1:" aria-label="Town">', "Town", "Town"),
        ('<input id="ember123-town">', "ember-town", ""),
        ('<input id="mui-4" autocomplete="postal-code">', "postal-code", ""),
        ('<input id="input-8f3a9c" placeholder="Search here">', "Search here", "Search here"),
        ('<input name="rows[3].price" title="Price">', "rows[].price", "Price"),
        ('<input data-balk-label="Told" aria-label="Else" name="n1">', "n1", "Told"),
        ('<span id=a>Your</span> <span id=b>age</span><input name=age aria-labelledby="a b">', "age", "Your age"),
        ("<p>Shoe size</p><input name=size>", "size", "Shoe size"),
        ("<label for=z>Call 0171 555 12 34 or jane@example.com</label><input id=z name=zed>", "zed", "Call … or …"),
    ],
)
async def test_keys_and_labels(
    page: Page, host: PageHost, collector: Collector, markup: str, key: str, label: str
) -> None:
    await page.goto(host.give(f"<form id=shop>{markup}</form>"))
    await page.click("input")
    await page.close()
    form = await collector.until(lambda c: c.forms["shop"])
    assert (form.fields[0].key, form.fields[0].label) == (key, label)


async def test_no_two_fields_share_a_key(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(host.give("<form id=shop><input name=a><input name=a><input name=a><input><input></form>"))
    await page.click("input")
    await page.close()
    form = await collector.until(lambda c: c.forms["shop"])
    assert [field.key for field in form.fields] == ["a", "a~2", "a~3", "text3", "text4"]


@pytest.mark.parametrize(
    ("markup", "key"),
    [
        ('<form data-balk-form="told" id=else><input name=a></form>', "told"),
        ('<form id="contact"><input name=a></form>', "contact"),
        ('<form id=":r3:" name="ask"><input name=a></form>', "ask"),
        ('<form aria-label="Newsletter"><input name=a></form>', "Newsletter"),
        ('<form action="https://x.example/join?a=1"><input name=a></form>', "/join"),
        ("<div role=form id=talk><input name=a></div>", "talk"),
    ],
)
async def test_form_keys(page: Page, host: PageHost, collector: Collector, markup: str, key: str) -> None:
    await page.goto(host.give(markup))
    await page.click("input")
    await page.close()
    assert (await collector.until(lambda c: c.views))[0].form == key


async def test_fields_without_a_form_are_grouped_by_their_button(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.goto(
        host.give(
            "<div id=one><p><input name=a></p><p><input name=b></p><button>Save</button></div>"
            "<div id=two><input name=c><button>Go</button></div>"
        )
    )
    await page.click("[name=a]")
    await page.click("[name=c]")
    await page.close()
    forms = await collector.until(lambda c: len(c.forms) == 2 and c.forms)
    assert {key: [field.key for field in form.fields] for key, form in forms.items()} == {
        "one": ["a", "b"],
        "two": ["c"],
    }


async def test_a_form_added_late_and_one_in_a_shadow_root_are_found(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.goto(host.give("<div id=host></div>"))
    await page.evaluate(
        """() => {
          const form = document.createElement('form'); form.id = 'late';
          form.append(document.createElement('input')); document.body.append(form);
          const root = document.getElementById('host').attachShadow({mode: 'open'});
          const inner = document.createElement('form'); inner.id = 'inner';
          const input = document.createElement('input'); input.name = 'town'; input.required = true;
          const button = document.createElement('button'); button.textContent = 'Go';
          inner.append(input, button); root.append(inner);
        }"""
    )
    await page.click("#late input")
    await page.click("#inner input")
    await page.click("#inner button")
    await collector.until(lambda c: {view.form for view in c.views} == {"late", "inner"} and c.view("inner").failed)
    assert [field.errors for field in collector.view("inner").touched] == [
        [wire.FieldError("Please fill out this field.", 1)]
    ]


async def test_fields_that_an_answer_shows_are_conditional_and_keep_the_version(
    page: Page, host: PageHost, collector: Collector
) -> None:
    html = """<form id=shop><label>Gift <input type=checkbox name=gift></label><p id=more></p></form><script>
      document.querySelector('[name=gift]').onchange = () => {
        const input = document.createElement('input'); input.name = 'greeting';
        document.getElementById('more').append(input) }</script>"""
    await page.goto(host.give(html))
    await page.click("[name=gift]")
    await page.click("[name=greeting]")
    await page.close()
    await collector.until(lambda c: len(c.view().touched) == 2 and c.forms["shop"])
    assert [(field.key, field.conditional) for field in collector.forms["shop"].fields] == [
        ("gift", False),
        ("greeting", True),
    ]
    assert {view.version for batch in collector.batches for view in batch.views} == {collector.forms["shop"].version}


async def test_a_stepper_that_only_its_buttons_change_is_a_field_and_a_honeypot_is_none(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.goto(
        host.give(
            "<form id=shop><input name=town><fieldset aria-hidden=true><input name=adults readonly tabindex=-1 value=1>"
            "<input name=fax tabindex=-1></fieldset></form>"
        )
    )
    await page.click("[name=town]")
    await page.close()
    form = await collector.until(lambda c: c.forms["shop"])
    assert [field.key for field in form.fields] == ["town", "adults"]


async def test_ignored_parts_are_not_there(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(
        host.give(
            "<form id=a data-balk-ignore><input name=x></form>"
            "<form id=b><input name=y data-balk-ignore><input name=z></form>"
        )
    )
    await page.click("[name=x]")
    await page.click("[name=y]")
    await page.click("[name=z]")
    await page.close()
    await collector.until(lambda c: c.views)
    assert {key: [field.key for field in form.fields] for key, form in collector.forms.items()} == {"b": ["z"]}


@pytest.mark.parametrize(
    ("path", "page_name"),
    [
        ("/orders/12345678/pay", "/orders/:id/pay"),
        ("/u/3f2a9c1e-1111-4222-8333-444455556666", "/u/:id"),
        ("/mail/jane@example.com", "/mail/:id"),
        ("/blog/2026/checkout", "/blog/2026/checkout"),
    ],
)
async def test_the_page_is_its_path_without_ids(
    page: Page, host: PageHost, collector: Collector, path: str, page_name: str
) -> None:
    await page.goto(host.give("<form id=a><input name=x></form>", path) + "?secret=1#hash")
    await page.click("input")
    await page.close()
    await collector.until(lambda c: c.views)
    assert collector.view().page == page_name


async def test_the_demo_form_is_the_one_that_simulated_visitors_meet(
    page: Page, host: PageHost, collector: Collector
) -> None:
    demo = (assets.templates() / "demo.html").read_text("utf-8")
    await page.goto(host.give(demo, "/demo"))
    await page.click("[name=name]")
    await page.close()
    assert await collector.until(lambda c: c.forms["signup"]) == SIGN_UP.form
