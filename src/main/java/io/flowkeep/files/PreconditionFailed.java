package io.flowkeep.files;

/** The file was not in the state that the caller asked for. Nothing was changed. */
public record PreconditionFailed() implements Saved, Removed {}
