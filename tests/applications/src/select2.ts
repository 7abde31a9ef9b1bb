/* A profile with Select2, checked by jQuery Validation, sent as browsers send forms. */
import "./_jquery";
import "jquery-validation";
import "select2/dist/css/select2.css";
import select2 from "select2";
import $ from "jquery";

if (typeof select2 == "function") (select2 as (root: unknown, jquery: unknown) => void)(window, $);
$("#country").select2({ width: "300px", placeholder: "Choose a country" });
$("#skills").select2({ width: "300px" });
$("#shift").select2({ width: "300px", minimumResultsForSearch: Infinity });
$("#profile").validate({
  ignore: [],
  rules: { name: "required", email: { required: true, email: true }, country: "required" },
  messages: { name: "Your name, please", email: "A valid address, please", country: "Your country, please" },
  errorPlacement: (error: JQuery, element: JQuery) => void error.appendTo(element.closest("p")),
});
