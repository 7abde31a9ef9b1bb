/* The prompt's looks: a guest on somebody else's page. No colour of ours, no shadow play; the page's styles cannot reach
   in, and nothing here reaches out. In a tie between !important rules the shadow root's :host wins over the page's.
   Sizes of text are shares of the reader's own default size, never of what the page made of it. */
const CSS = `
:host {
  all: initial !important; display: block !important; position: fixed !important; z-index: 2147483647 !important;
  inset: 0 auto auto 0 !important; width: 0 !important; height: 0 !important; color-scheme: light dark !important;
}
*, ::before, ::after { box-sizing: border-box; }
h2, p, fieldset, legend { margin: 0; padding: 0; border: 0; min-width: 0; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.ask {
  --sheet: #fff; --text: #1b2026; --graphite: #575b60; --rule: #dedbd2; --outline: #85837b; --press: #3a4149;
  position: fixed; width: 340px; max-width: calc(100vw - 32px); max-height: calc(100vh - 32px - var(--lift, 0px));
  overflow: auto; overscroll-behavior: contain; padding: 16px 24px 24px;
  border: 1px solid var(--outline); border-radius: 6px; background: var(--sheet); color: var(--text);
  font: .9375em/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", Roboto, sans-serif; text-align: start;
  -webkit-text-size-adjust: 100%; cursor: default;
}
.ask[data-at$=end] { right: 24px; }
.ask[data-at$=start] { left: 24px; }
:host(:dir(rtl)) .ask[data-at$=end] { right: auto; left: 24px; }
:host(:dir(rtl)) .ask[data-at$=start] { left: auto; right: 24px; }
.ask[data-at^=bottom] { bottom: calc(24px + var(--lift, 0px)); }
.ask[data-at^=top] { top: 24px; }
.step { padding-inline-end: 28px; font-size: .8667em; color: var(--graphite); overflow-wrap: anywhere; }
.question { padding-inline-end: 28px; font-size: 1.1333em; font-weight: 600; line-height: 1.35; text-wrap: balance; overflow-wrap: anywhere; }
.choices { margin-top: 12px; }
.choices label {
  display: flex; align-items: center; gap: 12px; min-height: 40px; border-top: 1px solid var(--rule); cursor: pointer;
}
.choices label:last-child { border-bottom: 1px solid var(--rule); }
.choices label:has(:checked) { font-weight: 600; }
.choices input {
  appearance: none; flex: none; width: 18px; height: 18px; margin: 0; border: 1.5px solid var(--outline);
  border-radius: 50%; cursor: pointer;
}
.choices input:checked { border: 5px solid var(--text); }
.more { display: block; margin-top: 12px; font-size: .8667em; }
textarea {
  display: block; width: 100%; margin-top: 4px; padding: 8px; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--outline); border-radius: 4px; resize: vertical; min-height: 58px;
}
.hint { margin-top: 4px; font-size: .8667em; color: var(--graphite); }
.do { display: flex; gap: 8px; margin-top: 16px; }
button { font: inherit; color: inherit; cursor: pointer; margin: 0; border: 1px solid transparent; border-radius: 4px; background: none; }
.do button { min-height: 40px; padding: 0 24px; }
.do .go, .do .grow { font-weight: 600; border-color: var(--text); background: var(--text); color: var(--sheet); }
.do .go:hover, .do .grow:hover { background: var(--press); }
.do .no { padding: 0 12px; text-decoration: underline; text-underline-offset: .2em; text-decoration-thickness: 1px; }
.do .no:hover { text-decoration-thickness: 2px; }
.do .grow { display: none; }
.x {
  position: absolute; inset-inline-end: 8px; top: 8px; width: 36px; height: 36px; padding: 0;
  display: grid; place-items: center; color: var(--graphite);
}
.x:hover { color: var(--text); }
.x svg { width: 14px; height: 14px; fill: none; stroke: currentColor; stroke-width: 1.6; }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
.thanks { font-weight: 600; font-size: 1.1333em; }
.ask.done { padding-block: 20px; }

@media (pointer: coarse) {
  .choices label, .do button { min-height: 44px; }
  .x { width: 44px; height: 44px; }
}
/* A phone, a narrow window or a much enlarged page: a sheet that starts small. */
@media (max-width: 640px), (max-height: 480px) {
  .ask { width: 100vw; max-width: none; max-height: calc(85vh - var(--lift, 0px)); padding: 16px 20px; border-width: 1px 0 0; border-radius: 14px 14px 0 0; }
  :host .ask[data-at][data-at] { left: 0; right: 0; width: auto; }
  .ask[data-at^=bottom] { bottom: var(--lift, 0px); padding-bottom: calc(16px + env(safe-area-inset-bottom, 0px)); }
  .ask[data-at^=top] { top: 0; border-width: 0 0 1px; border-radius: 0 0 14px 14px; }
  .choices label, .do button { min-height: 44px; }
  .x { width: 44px; height: 44px; }
  .ask.small { display: flex; align-items: center; gap: 8px; padding-block: 5px; padding-inline: 20px 12px; }
  .small .words { flex: 1; min-width: 0; }
  .small .question { font-size: 1em; padding: 0; line-height: 1.3; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
  .small .step { padding: 0; line-height: 1.3; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .small .rest, .small .x, .small .go { display: none; }
  .small .do { flex: none; margin: 0; gap: 0; }
  .small .do .grow { display: block; padding: 0 16px; }
}
@media (max-width: 380px) {
  .ask.small { gap: 4px; padding-inline: 16px 6px; }
  .small .do .grow { padding: 0 12px; }
  .small .do .no { padding: 0 8px; }
}
/* A phone on its side. */
@media (max-height: 480px) and (min-width: 520px) {
  .choices { display: grid; grid-template-columns: 1fr 1fr; column-gap: 24px; }
  .choices label:nth-last-child(2) { border-bottom: 1px solid var(--rule); }
}
@media (prefers-color-scheme: dark) {
  .ask { --sheet: #1c2024; --text: #ebe8e2; --graphite: #a9aeb4; --rule: #343a40; --outline: #7f868d; --press: #cfccc5; }
}
@media (prefers-reduced-motion: no-preference) {
  .ask { animation: come .16s ease-out; }
  .ask[data-at^=top] { --from: -12px; }
  @keyframes come { from { opacity: 0; transform: translateY(var(--from, 12px)); } }
}
@media (forced-colors: active) {
  .choices input { appearance: auto; border: 0; }
  .choices input:checked { border: 0; }
  .do .go, .do .grow { border-color: ButtonText; }
}
@media print { .ask { display: none; } }
`;

/** The style sheet, constructed, which a page's Content-Security-Policy has nothing against. */
export function styleSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}
