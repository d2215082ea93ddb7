/**
 * The context routes of the FlowFuse face: what bodies and queries may look like, and how outcomes
 * become answers. It decides nothing about values. Its one trap: two error shapes are in use, that
 * of the framework and a short one for sets; each answer here says which.
 */
@NullMarked
package io.flowkeep.context.http;

import org.jspecify.annotations.NullMarked;
