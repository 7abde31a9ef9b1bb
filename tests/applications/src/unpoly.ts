/* A note whose form Unpoly sends and whose fragment it puts in. */
import "unpoly";
