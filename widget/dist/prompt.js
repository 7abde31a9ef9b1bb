function b(t,e,o){let r=t.choices.map(({id:h})=>s("input",{type:"radio",name:"choice",value:h})),n=s("textarea",{rows:"2",maxlength:"1000","aria-describedby":"hint",dir:"auto"}),i=x("grow",o.answer),a=x("go",o.send),l=x("no",o.notNow),c=x("x","",o.close);c.append(A());let p=e?[s("p",{class:"step",dir:"auto"},`${o.about} `,s("bdi",{},e))]:[],u=s("section",{class:"ask small",role:"dialog","aria-labelledby":"question","data-at":"bottom end",dir:"auto"},s("div",{class:"words"},...p,s("h2",{class:"question",id:"question"},t.question)),s("div",{class:"rest"},s("fieldset",{class:"choices"},s("legend",{class:"vh"},o.oneAnswer),...t.choices.map((h,f)=>s("label",{},r[f]??"",s("bdi",{},h.text)))),s("label",{class:"more"},o.more,n),s("p",{class:"hint",id:"hint",dir:"auto"},o.hint)),s("p",{class:"do"},i,a,l),c);return u.lang=o.lang,{ask:u,status:s("p",{class:"vh",role:"status"}),choices:r,text:n,grow:i,send:a,notNow:l,close:c}}function v(t){return s("p",{class:"thanks"},t.thanks)}function x(t,e,o=e){return s("button",{type:"button",class:t,...o!==e&&{"aria-label":o}},e)}function s(t,e,...o){let r=document.createElement(t);for(let[n,i]of Object.entries(e))r.setAttribute(n,i);return r.append(...o),r}function A(){let t="http://www.w3.org/2000/svg",e=document.createElementNS(t,"svg");e.setAttribute("viewBox","0 0 14 14"),e.setAttribute("aria-hidden","true");let o=document.createElementNS(t,"path");return o.setAttribute("d","M2 2L12 12M12 2L2 12"),e.append(o),e}var C=["bottom end","bottom start","top end","top start"];function k(t,e,o){let r=!1,n=o.guard(()=>{r=!1,N(t,e.element)}),i=()=>{r||(r=!0,requestAnimationFrame(n))};for(let a of["focusin","scroll","resize"])e.outside(window,a,i);return window.visualViewport&&e.outside(window.visualViewport,"resize",i),n}function w(t){let e=document.activeElement;for(;e&&e!==t&&e.shadowRoot?.activeElement;)e=e.shadowRoot.activeElement;return e===t||e===document.body?null:e}function N(t,e){let o=window.visualViewport,r=o?Math.max(0,document.documentElement.clientHeight-o.height-o.offsetTop):0;t.style.setProperty("--lift",`${Math.round(r)}px`);let n=w(e)?.getBoundingClientRect();if(!n)return;let i=t.dataset.at??"";for(let a of[i,...C])if(t.dataset.at=a,R(t.getBoundingClientRect(),n))return;t.dataset.at=i}function R(t,e){return t.right+14<e.left||t.left-14>e.right||t.bottom+14<e.top||t.top-14>e.bottom}function y(t){let e=w(t.element);return t.outside(window,"focusin",o=>{o.target!==t.element&&(e=o.composedPath()[0])}),()=>{t.hasFocus()&&e instanceof HTMLElement&&e.isConnected&&e.focus({preventScroll:!0})}}var O=`
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
`;function E(){let t=new CSSStyleSheet;return t.replaceSync(O),t}var q="keydown keypress keyup beforeinput input focusin focusout pointerdown pointerup mousedown mouseup click dblclick touchstart touchend paste cut copy compositionstart compositionend";function S(t,e){let o=document.createElement("balk-prompt");o.setAttribute("data-balk-ignore","");let r=o.attachShadow({mode:"open"});r.adoptedStyleSheets=[E()],r.append(...e);for(let i of q.split(" "))o.addEventListener(i,a=>a.stopPropagation());let n=new AbortController;return{element:o,inside(i,a){r.addEventListener(i,t.guard(a),{signal:n.signal})},outside(i,a,l){i.addEventListener(a,t.guard(l),{signal:n.signal,capture:!0,passive:!0})},hasFocus:()=>r.activeElement!==null,leave(){n.abort(),o.remove()}}}function M(t,e,o){let r=z(),n=[],i="",a=0,l=!1,c=()=>{!l||!(a||n.length||i.trim())||(l=!1,a+=1,a===1&&o.happened(e,"answered"),o.answer({id:r,prompt:t.name,seq:a,question:t.question,view:e?e.view:null,form:e?e.form:null,field:e?e.field:null,choices:n,text:P(i)}),o.emit("answer",{id:r,seq:a,prompt:t.name,form:e?.form,field:e?.field,choices:n}))};return{choose(p){n=[p],l=!0,c()},write(p){l||(l=p.trim()!==i.trim()),i=p},flush:c,given:()=>a>0}}function P(t){return t.trim().replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g,e=>e[1]?e:"�")}function z(){if(crypto.randomUUID)return crypto.randomUUID();let t=crypto.getRandomValues(new Uint8Array(16));return Array.from(t,(o,r)=>(r===6?o&15|64:r===8?o&63|128:o).toString(16).padStart(2,"0")).join("").replace(/(.{8})(.{4})(.{4})(.{4})/,"$1-$2-$3-$4-")}var g={lang:"en",about:"About:",announced:"A question at the end of the page:",oneAnswer:"One answer",more:"In your own words",hint:"Please no names, numbers or addresses.",answer:"Answer",send:"Send",notNow:"Not now",close:"Close the question",thanks:"Thank you"};var B=2e3,I=150,$=1e3;function ne(t,e,o,r){let n=b(t,e&&e.label,g),i=S(o,[n.status,n.ask]),a=M(t,e,o),l=y(i),c=k(n.ask,i,o),p=()=>{a.write(n.text.value),a.flush()},u=()=>{l(),i.leave(),clearInterval(H),r()},h=()=>{p(),a.given()||o.happened(e,"dismissed"),u()},f=()=>{if(p(),!a.given())return n.choices[0]?.focus();l(),n.ask.replaceChildren(v(g)),n.ask.classList.add("done"),n.status.textContent=g.thanks,setTimeout(o.guard(u),B)},T=()=>{n.ask.classList.remove("small"),c()};n.text.addEventListener("change",o.guard(p));for(let d of n.choices)d.addEventListener("change",o.guard(()=>a.choose(d.value)));i.inside("click",d=>{let m=F(n,d);m===n.notNow||m===n.close?h():m===n.send?f():T(),m===n.grow&&n.choices[0]?.focus()}),i.inside("keydown",d=>{let m=d.key==="Enter"&&n.choices.some(L=>L===d.target);d.isComposing||!(m||d.key==="Escape")||(d.preventDefault(),m?f():h())}),i.inside("mousedown",d=>{d.target instanceof Element&&d.target.closest("label, textarea")||d.preventDefault()});for(let d of["visibilitychange","pagehide"])i.outside(window,d,p);let H=setInterval(o.guard(()=>{o.completed()&&!a.given()&&!i.hasFocus()&&u()}),$);document.documentElement.append(i.element),c(),setTimeout(o.guard(()=>G(n,t)),I),o.happened(e,"asked"),o.emit("prompt",{prompt:t.name,form:e?.form,field:e?.field})}function G(t,e){t.status.textContent=`${g.announced} ${e.question}`}function F(t,e){let o=e.composedPath();return[t.notNow,t.close,t.send,t.grow].find(r=>o.includes(r))}export{ne as show};
