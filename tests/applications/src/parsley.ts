/* A club's form checked by Parsley and sent by the browser; tags by Tagify, a list by Slim Select. */
import "./_jquery";
import "@yaireo/tagify/dist/tagify.css";
import "slim-select/styles";
import Tagify from "@yaireo/tagify";
import SlimSelect from "slim-select";
import "parsleyjs";

new Tagify(document.querySelector("#hobbies")!);
new SlimSelect({ select: "#branch" });
new SlimSelect({ select: "#days" });
