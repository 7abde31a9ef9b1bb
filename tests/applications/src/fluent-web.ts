/* A desk's booking in Fluent UI web components, built with FAST: form-associated elements, most without an input inside. */
import { fluentButton, fluentCheckbox, fluentCombobox, fluentNumberField, fluentOption, fluentRadio, fluentRadioGroup, fluentSelect, fluentSlider, fluentSwitch, fluentTextArea, fluentTextField, provideFluentDesignSystem } from "@fluentui/web-components";
import { submits } from "./_submits";

provideFluentDesignSystem().register(fluentButton(), fluentCheckbox(), fluentCombobox(), fluentNumberField(), fluentOption(), fluentRadio(), fluentRadioGroup(), fluentSelect(), fluentSlider(), fluentSwitch(), fluentTextArea(), fluentTextField());
submits(document.querySelector("form")!);
