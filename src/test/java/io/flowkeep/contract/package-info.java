/** What the replaced server was seen to do, as data, and its playing against this one. */
@NullMarked
package io.flowkeep.contract;

import org.jspecify.annotations.NullMarked;
