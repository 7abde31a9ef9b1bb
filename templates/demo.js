// The form is posted like any other, but without what was typed: the page says that it stays in the browser.
document.getElementById("signup").addEventListener("formdata", ({ formData }) => {
  for (const name of [...formData.keys()]) formData.delete(name);
});
