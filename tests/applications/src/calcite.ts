/* A report of a place in Calcite: elements with an input inside, some with a hidden one beside. */
import "@esri/calcite-components/components/calcite-button";
import "@esri/calcite-components/components/calcite-checkbox";
import "@esri/calcite-components/components/calcite-combobox";
import "@esri/calcite-components/components/calcite-combobox-item";
import "@esri/calcite-components/components/calcite-input";
import "@esri/calcite-components/components/calcite-input-number";
import "@esri/calcite-components/components/calcite-label";
import "@esri/calcite-components/components/calcite-option";
import "@esri/calcite-components/components/calcite-radio-button";
import "@esri/calcite-components/components/calcite-radio-button-group";
import "@esri/calcite-components/components/calcite-segmented-control";
import "@esri/calcite-components/components/calcite-segmented-control-item";
import "@esri/calcite-components/components/calcite-select";
import "@esri/calcite-components/components/calcite-switch";
import "@esri/calcite-components/components/calcite-text-area";
import { submits } from "./_submits";

submits(document.querySelector("form")!);
