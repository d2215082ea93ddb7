package io.flowkeep.storage.postgres;

/** The way from the tested server to PostgreSQL. */
public enum Through {
    NOTHING,
    /** PgBouncer in transaction mode, with five connections to each database. */
    A_POOLER
}
