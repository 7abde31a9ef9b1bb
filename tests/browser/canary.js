/* Fills a page with secrets, wherever words of the page's or of the person's can stand. Called after load, again for what
   came later, and by the test for what it types. `secrets` counts them. */
window.canary ||= (() => {
  let made = 0;
  const done = new WeakSet();
  const next = () => (++made, (PLACE * 100000 + made).toString().padStart(9, "0"));
  const word = () => "qzjx" + next();
  const digits = () => "7291840" + next();
  const mail = () => `${word()}@qzjx.example`;
  const card = () => digits().replace(/(\d{4})(?=\d)/g, "$1 ");
  const phone = () => "+" + digits().replace(/^(\d{2})(\d{3})(\d{4})/, "$1 ($2) $3-");
  const masked = () => [mail(), card(), phone()][made % 3];
  const poison = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) poison(element.shadowRoot);
      if (done.has(element)) continue;
      done.add(element);
      const { localName, type } = element;
      for (const name of ["aria-label", "placeholder", "title"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, `${element.getAttribute(name)} ${masked()}`);
      }
      for (const name of ["data-user", "data-value"]) element.setAttribute(name, word());
      if (/^(label|legend|h\d)$/.test(localName)) element.append(` ${masked()}`);
      if (localName == "option") {
        element.append(` ${word()}`);
        if (element.hasAttribute("value") && element.getAttribute("value")) element.setAttribute("value", word());
      }
      if (localName == "textarea") element.defaultValue = word();
      if (localName == "input" && /^(text|search|password|hidden|checkbox|radio)$/.test(type)) {
        if (!element.getAttribute("value")) element.setAttribute("value", word());
      }
      if (localName == "input" && /^(number|tel)$/.test(type)) element.setAttribute("value", digits());
      if (localName == "input" && type == "email") element.setAttribute("value", mail());
      if (localName == "input" && type == "text" && element.list) {
        for (let n = 0; n < 20; n++) element.list.append(new Option(word()));
      }
    }
  };
  let errors = 0;
  /** An error that says what stands in the field, within quotation marks and without; what is chosen, too. */
  const complain = (control) => {
    const said = control.type == "select-one" ? control.selectedOptions[0]?.text : control.type == "file" ? "" : control.value ?? control.textContent;
    const text = document.createElement("p");
    text.id = "canary" + errors++;
    text.className = "error";
    text.append(`“${said}” is taken. ${said} is taken, write to ${mail()} or call ${phone()}`);
    control.after(text);
    control.setAttribute("aria-describedby", text.id);
    control.setAttribute("aria-invalid", "true");
  };
  const start = () => {
    document.title += word();
    document.cookie = `${word()}=${word()}`;
    poison(document);
  };
  return { start, word, digits, mail, complain, count: () => made };
})();
