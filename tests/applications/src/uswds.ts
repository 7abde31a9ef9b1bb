/* A passport's renewal in USWDS, with its list to search, day and file; a place to find by the accessible autocomplete. */
import accessibleAutocomplete from "accessible-autocomplete";
import comboBox from "@uswds/uswds/js/usa-combo-box";
import datePicker from "@uswds/uswds/js/usa-date-picker";
import fileInput from "@uswds/uswds/js/usa-file-input";
import inputMask from "@uswds/uswds/js/usa-input-mask";
import characterCount from "@uswds/uswds/js/usa-character-count";

for (const one of [comboBox, datePicker, fileInput, inputMask, characterCount]) one.on(document.body);
accessibleAutocomplete({ element: document.getElementById("place-box")!, id: "place", name: "place", source: ["Lima", "Oslo"] });
accessibleAutocomplete.enhanceSelectElement({ selectElement: document.getElementById("office")!, defaultValue: "" });
