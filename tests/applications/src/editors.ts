/* A story in two editors, Trix and TipTap, with a slider of noUiSlider, a day of Pikaday's, a phone masked by IMask and a picture for Dropzone. */
import "dropzone/dist/dropzone.css";
import "nouislider/dist/nouislider.css";
import "pikaday/css/pikaday.css";
import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import Dropzone from "dropzone";
import IMask from "imask";
import noUiSlider from "nouislider";
import Pikaday from "pikaday";
import "trix";
import { submits } from "./_submits";

const at = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind;
new Editor({ element: at("summary"), extensions: [StarterKit], editorProps: { attributes: { role: "textbox", "aria-labelledby": "summary-label" } } });
noUiSlider.create(at("length"), { start: 2, step: 1, range: { min: 0, max: 10 }, handleAttributes: [{ "aria-label": "Length" }] });
new Pikaday({ field: at("day") });
IMask(at<HTMLInputElement>("phone"), { mask: "+{1} (000) 000-0000", lazy: false });
new Dropzone("#picture", { url: "/upload", autoProcessQueue: false });
submits(document.querySelector("form")!);
