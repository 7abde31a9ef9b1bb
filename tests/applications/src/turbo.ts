/* A form that Turbo sends and whose answer it draws. */
import "@hotwired/turbo";
