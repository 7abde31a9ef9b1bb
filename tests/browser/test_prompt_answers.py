"""What the prompt sends: an answer tied to the view and the field where the person stopped, as it grows."""

from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page

from balk import wire
from browser.prompting import open_prompt


def _answers(sent: Any) -> list[wire.Answer]:
    """The newest of each answer that has arrived."""
    newest: dict[Any, wire.Answer] = {}
    for answer in [answer for batch in list(sent.batches) for answer in batch.answers]:
        if answer.id not in newest or answer.seq > newest[answer.id].seq:
            newest[answer.id] = answer
    return list(newest.values())


def _given(answer: wire.Answer) -> tuple[Any, ...]:
    return answer.prompt, answer.question, answer.form, answer.field, answer.choices, answer.text


async def test_an_answer_arrives_tied_to_the_view_and_the_field(page: Page, host: Any, collector: Any) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("radio", name="It won’t take what I enter").check()
    await shown.get_by_role("textbox").fill("It refuses the +")
    await shown.get_by_role("button", name="Send").click()
    [answer] = await collector.until(lambda sent: [a for a in _answers(sent) if a.text])
    view = await collector.until(lambda sent: sent.view("signup") if sent.view("signup").answered else None)

    assert _given(answer) == (
        "what-stopped-you",
        "What stopped you?",
        "signup",
        "phone",
        ["refused"],
        "It refuses the +",
    )
    assert (answer.view, view.shown, view.answered, view.dismissed) == (view.id, 1, 1, 0)
    assert [len(_answers(collector)), collector.refused] == [1, []]


async def test_a_choice_is_sent_at_once(page: Page, host: Any, collector: Any) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("radio", name="I’d rather not give this").check()
    [answer] = await collector.until(_answers)

    assert (answer.seq, _given(answer)[2:]) == (1, ("signup", "phone", ["rather-not"], ""))


async def test_what_was_chosen_and_typed_arrives_when_the_page_is_left_without_send(
    context: BrowserContext, page: Page, host: Any, collector: Any
) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("radio", name="I’m not ready yet").check()
    await shown.get_by_role("textbox").press_sequentially("next week")
    await page.close()
    [answer] = await collector.until(lambda sent: [a for a in _answers(sent) if a.text])

    assert _given(answer)[2:] == ("signup", "phone", ["not-ready"], "next week")


async def test_a_prompt_that_is_closed_without_an_answer_counts_as_dismissed(
    page: Page, host: Any, collector: Any
) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("button", name="Not now").click()
    view = await collector.until(lambda sent: sent.view("signup") if sent.view("signup").dismissed else None)

    assert (view.shown, view.answered, view.dismissed, _answers(collector)) == (1, 0, 1, [])


async def test_closing_after_a_choice_keeps_the_answer_and_counts_no_dismissal(
    page: Page, host: Any, collector: Any
) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("radio", name="I’m not ready yet").check()
    await shown.get_by_role("textbox").fill("tomorrow")
    await shown.get_by_role("button", name="Close the question").click()
    [answer] = await collector.until(lambda sent: [a for a in _answers(sent) if a.text])

    assert (_given(answer)[4:], collector.view("signup").dismissed) == ((["not-ready"], "tomorrow"), 0)


@pytest.mark.parametrize("cut", ["half an emoji \ud83d", "\ude00 the other half"])
async def test_half_an_emoji_does_not_lose_the_answer(page: Page, host: Any, collector: Any, cut: str) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("textbox").evaluate(
        "(box, codes) => { box.value = String.fromCharCode(...codes) }", [ord(c) for c in cut]
    )
    await shown.get_by_role("button", name="Send").click()
    [answer] = await collector.until(_answers)

    assert answer.text == cut.replace("\ud83d", "\ufffd").replace("\ude00", "\ufffd")


async def test_an_answer_has_an_id_where_the_page_is_not_secure(page: Page, host: Any, collector: Any) -> None:
    await page.add_init_script("delete Crypto.prototype.randomUUID")
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("radio", name="I’m not ready yet").check()
    [answer] = await collector.until(_answers)

    assert answer.id.version == 4
