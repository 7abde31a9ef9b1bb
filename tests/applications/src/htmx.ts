/* A contact form whose answers are pieces of HTML, put in place by htmx. */
import "htmx.org";
