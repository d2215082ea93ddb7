/**
 * From YAML text and environment variables to typed settings. An unknown key, a wrong unit or a
 * value out of its limits stops the server with the file, the line and what was expected. This room
 * knows the rooms' settings, which it fills in, and opens nothing; no room knows it. The one trap:
 * a key is declared once, with its group; the reference file and the documentation's table are
 * compared with the declarations by a test.
 */
@NullMarked
package io.flowkeep.config;

import org.jspecify.annotations.NullMarked;
