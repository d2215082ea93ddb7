/**
 * Files of teams and projects: safe paths, what may be done with a file, and what it costs against
 * the project's quota. The room knows no HTTP, no driver and no token. {@link
 * io.flowkeep.files.FileStore} is the interface to the drivers. Its one trap: quota belongs to a
 * project and counts all its teams' folders, while usage is told per team and project.
 */
@NullMarked
package io.flowkeep.files;

import org.jspecify.annotations.NullMarked;
