/**
 * From YAML text and environment variables to typed records. An unknown key, a wrong unit or a
 * value out of its limits stops the server with the file, the line and what was expected. This room
 * knows no other room: App hands each its part. The one trap: a key is defined once, in {@code
 * Keys}; the reference file and the documentation's table are compared with it by a test.
 */
@NullMarked
package io.flowkeep.config;

import org.jspecify.annotations.NullMarked;
