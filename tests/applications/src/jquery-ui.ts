/* A table's booking with jQuery UI's widgets. */
import "./_jquery";
import "jquery-ui/dist/themes/base/jquery-ui.css";
import "jquery-ui/dist/jquery-ui";
import $ from "jquery";
import { submits } from "./_submits";

const widgets = $ as unknown as (what: string) => Record<string, (options?: object) => void>;
widgets("#day").datepicker!();
widgets("#room").selectmenu!();
widgets("#people").spinner!({ min: 1 });
widgets("#town").autocomplete!({ source: ["Lima", "Oslo"] });
widgets("#long").slider!({ max: 5 });
widgets(".box").checkboxradio!();
submits(document.querySelector("form")!);
