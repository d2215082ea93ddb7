package io.flowkeep.files;

/** There is no such file or folder. */
public record Missing() implements Opened, Described, Removed, Listing {}
