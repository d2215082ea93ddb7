/**
 * The command line: one class for each command, with its arguments, its tables, its progress and
 * its reports. Knows the configuration, the running server and what is moved; nobody knows it.
 * Trap: what a script reads goes to standard output, messages for people go to standard error.
 */
@NullMarked
package io.flowkeep.commands;

import org.jspecify.annotations.NullMarked;
