"""A secret that is typed or chosen somewhere is nowhere."""

from playwright.async_api import Page

from browser.conftest import Collector, PageHost

TYPES = [
    "text",
    "search",
    "url",
    "tel",
    "email",
    "password",
    "number",
    "date",
    "month",
    "week",
    "time",
    "datetime-local",
    "color",
    "range",
]
SECRET = "xyzzy7342"

CANARY = (
    "<form id=shop action=/done>"
    + "".join(f"<label>{kind} <input type={kind} name=f-{kind}></label>" for kind in TYPES)
    + f"""<label>list <select name=list>
    <option value="">-</option><option value="{SECRET}">{SECRET}</option></select></label>
    <label>box <input type=checkbox name=box value="{SECRET}"></label>
    <label>one <input type=radio name=one value="{SECRET}"></label>
    <label>area <textarea name=area></textarea></label>
    <div contenteditable id=edit aria-label=edit></div>
    <label>code <input name=code autocomplete=one-time-code></label>
    <label>file <input type=file name=file></label>
    <p id=msg class=error></p><input name=taken aria-label=taken aria-describedby=msg><button>Go</button></form>"""
)


async def test_a_secret_in_every_field_is_in_no_request_and_no_storage(
    page: Page, host: PageHost, collector: Collector
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data} {request.headers}"))
    await page.goto(host.give(CANARY) + f"?q={SECRET}#{SECRET}")
    for kind in ("text", "search", "url", "tel", "email", "password"):
        await page.click(f"[name=f-{kind}]")
        await page.keyboard.type(SECRET)
    for kind in ("number", "date", "month", "week", "time"):
        await page.click(f"[name=f-{kind}]")
        await page.keyboard.type("7342")
    for selector in ("[name=area]", "#edit", "[name=code]", "[name=taken]"):
        await page.click(selector)
        await page.keyboard.type(SECRET)
    await page.click("[name=box]")
    await page.click("[name=one]")
    await page.select_option("[name=list]", SECRET)
    await page.set_input_files(
        "[name=file]", {"name": f"{SECRET}.txt", "mimeType": "text/plain", "buffer": SECRET.encode()}
    )
    await page.evaluate(
        f"""() => {{ document.getElementById('msg').textContent = '{SECRET} is taken';
          document.querySelector('[name=taken]').setAttribute('aria-invalid', 'true') }}"""
    )
    await page.wait_for_timeout(400)
    await page.click("button")
    await collector.until(lambda c: c.view().failed and len(c.view().touched) > 12)
    kept = await page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
    everything = kept + "".join(body.decode() for body in collector.bodies) + "".join(sent[1:])
    assert SECRET not in everything.replace(f"?q={SECRET}#{SECRET}", "")
    assert "7342" not in everything.replace(f"?q={SECRET}", "")
    assert [field.errors[0].message for field in collector.view().touched if field.key == "taken"] == ["… is taken"]
