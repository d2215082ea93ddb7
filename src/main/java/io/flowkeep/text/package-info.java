/**
 * From text to bytes and to what may stand in a URL, in one place. The one trap: Java's own encoder
 * writes a question mark for half of a surrogate pair, where JavaScript and the web's rules want
 * U+FFFD.
 */
@NullMarked
package io.flowkeep.text;

import org.jspecify.annotations.NullMarked;
