"""The figures of METRICS "Per field", each from what a person does."""

from playwright.async_api import Page

from balk import wire
from browser.conftest import Collector, PageHost
from browser.prompting import open_prompt

STEP = wire.STEP_KINDS


def was_hidden(collector: Collector) -> bool:
    """Whether what came last is here: the page's leaving, which ends the journey."""
    return STEP[collector.view().steps[-1] // 1000] == "hidden"


async def leave_field(page: Page) -> None:
    await page.mouse.click(1200, 880)


async def test_seeing_a_form_for_a_second_begins_a_view(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(f"{host.url}/signup.html")
    await page.wait_for_timeout(1_200)
    await page.close()
    await collector.until(lambda c: c.view())
    assert (collector.view().touched, collector.view().last) == ([], -1)


async def test_a_form_out_of_sight_is_not_seen(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(
        host.give(
            "<form id=top><input name=a></form><div style='height:3000px'></div><form id=low><input name=b></form>"
        )
    )
    await page.click("[name=a]")
    await page.wait_for_timeout(1_200)
    await page.close()
    await collector.until(lambda c: c.views)
    assert [view.form for view in collector.views] == ["top"]


async def test_autofocus_alone_starts_nothing_and_typing_in_it_does(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.goto(host.give("<form id=a><input name=x autofocus></form>"))
    await page.wait_for_timeout(1_100)
    await page.keyboard.type("abc")
    await page.close()
    await collector.until(lambda c: c.view().touched)
    assert [field.key for field in collector.view().touched] == ["x"]
    assert collector.view().touched[0].hesitation_ms >= 1000


async def test_end_states(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=notes]")
    await page.click("[name=name]")
    await page.keyboard.type("Jane")
    await page.click("[name=email]")
    await page.keyboard.type("jane@")
    await page.click("[value=paid]")
    await page.click("[name=terms]")
    await page.click("[name=terms]")
    await page.close()
    touched = await collector.until(lambda c: len(c.view().touched) == 5 and c.touched())
    assert {key: field.end for key, field in touched.items()} == {
        "notes": 0,
        "name": 2,
        "email": 1,
        "plan": 2,
        "terms": 0,
    }
    assert collector.view().last == 4


async def test_hesitation_runs_to_the_first_change_and_is_censored_without_one(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.clock.install()
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=name]")
    await page.clock.run_for(7_000)
    await page.keyboard.type("J")
    await page.clock.run_for(2_000)
    await page.click("[name=notes]")
    await page.clock.run_for(4_000)
    await page.close()
    touched = await collector.until(lambda c: was_hidden(c) and c.touched())
    assert 7_000 <= touched["name"].hesitation_ms < 8_000
    assert 9_000 <= touched["name"].active_ms < 10_500
    assert 4_000 <= touched["notes"].hesitation_ms < 5_000
    assert (touched["name"].flags, touched["notes"].flags) == (wire.CHANGED, 0)


async def test_a_pause_over_thirty_seconds_is_not_active_and_a_sleep_is_no_hesitation(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.clock.install()
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=name]")
    await page.clock.fast_forward("08:00:00")
    await page.keyboard.type("J")
    await page.clock.run_for(40_000)
    await page.keyboard.type("a")
    await page.close()
    name = await collector.until(lambda c: was_hidden(c) and c.touched()["name"])
    assert name.hesitation_ms < 1_000
    assert name.active_ms < 1_000


async def test_returns_corrections_and_refills(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=name]")
    await page.keyboard.type("Janne")
    await page.keyboard.press("Backspace")
    await page.keyboard.press("Backspace")
    await page.keyboard.type("e")
    await page.keyboard.press("Backspace")
    await page.keyboard.type("e")
    await page.click("[name=notes]")
    await page.click("[name=name]")
    await page.keyboard.type("t")
    await page.close()
    name = await collector.until(lambda c: c.view().touched and c.touched()["name"].returns and c.touched()["name"])
    assert (name.returns, name.corrections, name.refills, name.end) == (1, 2, 1, 2)


async def test_radio_buttons_of_a_group_are_one_field_without_returns(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.goto(f"{host.url}/signup.html")
    await page.click("[value=free]")
    await page.click("[value=paid]")
    await page.keyboard.press("ArrowUp")
    await page.close()
    await collector.until(lambda c: c.view().touched)
    assert [(field.key, field.end, field.returns) for field in collector.view().touched] == [("plan", 2, 0)]


async def test_pasting_is_marked(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=name]")
    await page.keyboard.type("Jane")
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Control+x")
    await page.click("[name=notes]")
    await page.keyboard.press("Control+v")
    await page.close()
    touched = await collector.until(lambda c: len(c.view().touched) == 2 and c.touched())
    assert [touched[key].flags for key in ("name", "notes")] == [wire.CHANGED, wire.CHANGED | wire.PASTED]


async def test_what_a_tool_fills_in_for_a_person_counts_and_is_marked(
    page: Page, host: PageHost, collector: Collector
) -> None:
    fill = """([name, value]) => {
      const field = document.querySelector(`[name=${name}]`); field.value = value;
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, {bubbles: true})) }"""
    # Before anything is evaluated in the page: that counts as somebody's doing.
    await page.add_init_script(f"addEventListener('load', () => ({fill})(['notes', 'by the page itself']))")
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=email]")
    await page.evaluate(fill, ["name", "Jane"])
    await page.select_option("[name=country]", "Peru")
    await page.close()
    touched = await collector.until(lambda c: len(c.view().touched) == 3 and c.touched())
    assert {key: (field.flags, field.end, field.hesitation_ms >= 0) for key, field in touched.items()} == {
        "email": (0, 0, True),
        "name": (wire.CHANGED | wire.AUTOFILLED, 2, False),
        "country": (wire.CHANGED, 2, False),
    }


async def test_errors_by_message_without_what_was_typed(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=email]")
    await page.keyboard.type("janesmith")
    await page.evaluate(
        """() => { const email = document.querySelector('[name=email]');
          document.getElementById('email-error').textContent = 'janesmith or "x" or j@x.example is taken';
          email.setAttribute('aria-invalid', 'true') }"""
    )
    await page.wait_for_timeout(300)
    await page.evaluate("document.querySelector('[name=email]').removeAttribute('aria-invalid')")
    await page.evaluate("document.getElementById('email-error').textContent = ''")
    await page.keyboard.type("@")
    await page.click("button")
    view = await collector.until(lambda c: c.view().failed and c.view())
    errors = {field.key: field.errors for field in view.touched if field.errors}
    assert errors == {
        "name": [wire.FieldError("Please fill out this field.", 1)],
        "email": [
            wire.FieldError("… or … or … is taken", 1),
            wire.FieldError("Please enter a part following @. … is incomplete.", 1),
        ],
    }
    assert (view.attempts, view.failed, view.at_submit, view.outcome) == (1, 1, True, "failed")


async def test_rage_clicks_are_three_presses_that_change_nothing(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=notes]", click_count=3, delay=5)
    await page.click("[name=terms]", click_count=3, delay=5)
    await page.click("[name=name]", click_count=2, delay=5)
    await page.close()
    touched = await collector.until(lambda c: len(c.view().touched) == 3 and c.touched())
    assert {key: field.rage_clicks for key, field in touched.items()} == {"notes": 1, "terms": 0, "name": 0}


async def test_secrets_give_focus_and_end_state_only(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(f"{host.url}/signup.html")
    for name in ("password", "card"):
        await page.click(f"[name={name}]")
        await page.keyboard.type("4111 1111")
        await page.keyboard.press("Backspace")
        await page.keyboard.type("1")
    await page.click("[name=notes]")
    await page.close()
    touched = await collector.until(lambda c: len(c.view().touched) == 3 and c.touched())
    assert [
        (field.key, field.end, field.flags, field.corrections) for field in (touched["password"], touched["card"])
    ] == [("password", 2, 0, 0), ("card", 2, 0, 0)]
    assert "change" not in [STEP[step // 1000] for step in collector.view().steps[1::2]]


async def test_the_journey_is_told_in_steps(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(f"{host.url}/signup.html")
    await page.click("[name=notes]")
    await page.keyboard.type("Hi")
    await page.click("[name=email]")
    await page.click("button")
    await collector.until(lambda c: c.view().failed)
    kinds = [(STEP[step // 1000], step % 1000) for step in collector.view().steps[1::2]]
    assert kinds == [
        ("focus", 0),
        ("change", 0),
        ("focus", 1),
        ("error", 2),
        ("attempt", 999),
        ("failed", 999),
    ]


async def test_an_answer_names_its_page_and_the_focus_that_a_prompt_gives_back_is_no_return(
    page: Page, host: PageHost, collector: Collector
) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("radio").first.check()
    await shown.get_by_role("radio").first.press("Escape")
    await page.close()
    await collector.until(lambda c: was_hidden(c) and any(batch.answers for batch in c.batches))
    assert {answer.page for batch in collector.batches for answer in batch.answers} == {"/signup"}
    assert [(field.key, field.returns) for field in collector.view().touched] == [("phone", 0)]
