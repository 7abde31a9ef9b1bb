/* The overlay's looks: paper, ink, pencil and graphite, as Balk's own pages; the page's styles cannot reach in. */
const CSS = `
:host {
  all: initial !important; display: block !important; position: fixed !important; z-index: 2147483646 !important;
  inset: 0 auto auto 0 !important; width: 0 !important; height: 0 !important; color-scheme: light dark !important;
  --paper: light-dark(#faf9f6, #15181b); --sheet: light-dark(#fff, #1c2024); --sunk: light-dark(#f1efe9, #22272c);
  --rule: light-dark(#dedbd2, #343a40); --outline: light-dark(#85837b, #7f868d); --text: light-dark(#1b2026, #ebe8e2);
  --graphite: light-dark(#575b60, #a9aeb4); --ink: light-dark(#1f4a80, #9cc0ec); --wash: light-dark(#cfdded, #2b4463);
  --pencil: light-dark(#a32f17, #f59f86); --ochre: light-dark(#755500, #dcb95f);
}
*, ::before, ::after { box-sizing: border-box; }
h2, h3, p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
[hidden] { display: none !important; }
.panel {
  position: fixed; display: flex; flex-direction: column; width: 408px; max-height: min(680px, calc(100vh - 32px));
  border: 1px solid var(--outline); border-radius: 6px; background: var(--paper); color: var(--text); overflow: hidden;
  font: .875em/1.45 system-ui, -apple-system, "Segoe UI", "Noto Sans", Roboto, sans-serif; text-align: start;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
  box-shadow: 0 6px 24px rgb(0 0 0 / .16);
}
.panel[data-at$=end] { right: 16px; } .panel[data-at$=start] { left: 16px; }
.panel[data-at^=bottom] { bottom: 16px; } .panel[data-at^=top] { top: 16px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; padding: 8px 8px 8px 16px; border-bottom: 1px solid var(--rule); }
h2 { font: 600 1.1429em/1.2 "Iowan Old Style", Georgia, "Noto Serif", serif; }
header p { flex: 1; min-width: 0; }
.state::before { content: ""; display: inline-block; width: 9px; height: 9px; margin-inline-end: 7px; border-radius: 50%; background: var(--ink); }
.off .state { color: var(--pencil); } .off .state::before { background: none; border: 2px solid var(--pencil); }
button { font: inherit; color: inherit; margin: 0; padding: 0; border: 0; border-radius: 3px; background: none; cursor: pointer; text-align: start; }
header button { min-height: 32px; padding: 0 8px; color: var(--graphite); }
header button:hover { color: var(--text); background: var(--sunk); }
.body { overflow: auto; overscroll-behavior: contain; padding: 12px 16px 16px; }
.shut .body { display: none; } .shut header { border: 0; }
.about, .figures, .what { font-size: .9286em; color: var(--graphite); }
.stop { margin-bottom: 12px; padding: 8px 12px; border-inline-start: 3px solid var(--ochre); background: var(--sheet); }
.off .stop { border-color: var(--pencil); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; font-size: .9286em; }
dt { color: var(--graphite); }
.keys { display: block; margin-top: 8px; font-size: .9286em; color: var(--ink); text-decoration: underline; text-underline-offset: .18em; }
section section { margin-top: 16px; padding-top: 10px; border-top: 1px solid var(--text); }
h3 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; font-size: 1em; font-weight: 600; line-height: 1.4; }
h3 span { font-weight: 400; color: var(--ink); }
.failed h3 span, .invalid .end, .errors { color: var(--pencil); }
.unsure h3 span, .partial .end { color: var(--ochre); }
li { padding: 7px 0; border-top: 1px solid var(--rule); }
ul { margin-top: 8px; }
.line { display: flex; justify-content: space-between; gap: 12px; }
.key { font-weight: 500; font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9286em; line-height: 1.56; }
.key:hover { color: var(--ink); text-decoration: underline;}
.here { background: var(--wash); box-shadow: 0 0 0 100vmax var(--wash); clip-path: inset(0 -16px); }
.end { flex: none; font-size: .9286em; color: var(--graphite); } .filled .end { color: var(--ink); }
.invalid .end, .filled .end, .partial .end { font-weight: 600; }
.errors { font-size: .9286em; } .errors::before { content: "Error:"; margin-inline-end: .35em; }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 1px; }
.outlines div { position: fixed; border: 2px solid var(--ink); border-radius: 4px; pointer-events: none; }
.outlines span {
  position: absolute; left: -2px; bottom: 100%; max-width: 320px; padding: 1px 6px; border-radius: 3px 3px 0 0; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis; background: var(--ink); color: var(--paper); font: 600 12px/1.5 ui-monospace, "DejaVu Sans Mono", monospace;
}
@media (pointer: coarse) { header button { min-height: 44px; } .key { min-height: 32px; } .keys { min-height: 44px; } }
@media (max-width: 640px) {
  .panel { width: auto; max-height: 48vh; border-width: 1px 0 0; border-radius: 12px 12px 0 0; }
  :host .panel[data-at] { left: 0; right: 0; }
  header { gap: 0 6px; padding-inline-end: 4px; } header button { padding: 0 6px; }
  .panel[data-at^=bottom] { bottom: 0; padding-bottom: env(safe-area-inset-bottom, 0px); }
  .panel[data-at^=top] { top: 0; border-width: 0 0 1px; border-radius: 0 0 12px 12px; }
}
@media print { :host { display: none !important; } }
`;

/** The style sheet, constructed, which a page's Content-Security-Policy has nothing against. */
export const styleSheet = (): CSSStyleSheet => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
};
