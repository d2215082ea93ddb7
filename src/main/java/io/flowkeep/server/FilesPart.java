package io.flowkeep.server;

import io.flowkeep.auth.http.ProjectGate;
import io.flowkeep.config.FilesConfig;
import io.flowkeep.files.CountQueue;
import io.flowkeep.files.CountRounds;
import io.flowkeep.files.FileStore;
import io.flowkeep.files.FilesLimits;
import io.flowkeep.files.LocalUsage;
import io.flowkeep.files.ProjectFiles;
import io.flowkeep.files.Recounts;
import io.flowkeep.files.SharedLedger;
import io.flowkeep.files.SharedUsage;
import io.flowkeep.files.Usage;
import io.flowkeep.files.UsageLedger;
import io.flowkeep.files.http.FileRoutes;
import io.flowkeep.files.http.QuotaRoutes;
import io.flowkeep.http.Route;
import io.flowkeep.metrics.MeteredFileStore;
import io.flowkeep.stores.Files;
import io.flowkeep.stores.UsageAccounts;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the file store and its routes.
 *
 * @param routes none if files are off
 * @param recounts counts files anew on request; empty if files are off
 */
record FilesPart(List<Route> routes, Optional<Recounts> recounts) {
    private static final Logger LOG = LoggerFactory.getLogger(FilesPart.class);

    /** What is swept is at least a day old, so a few times a day is enough. */
    private static final Duration SWEPT_EVERY = Duration.ofHours(6);

    /** How often the usage of projects that are quiet is written down. */
    private static final Duration USAGE_SAVED_EVERY = Duration.ofSeconds(30);

    private static final int BEATS_PER_LEASE = 5;

    /** Longer than a lease, so that writers outlive a server that died. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String USAGE = "usage";

    static FilesPart open(FilesConfig config, ProjectGate gate, Parts parts) {
        return switch (config) {
            case FilesConfig.Off _ -> new FilesPart(List.of(), Optional.empty());
            case FilesConfig.On on -> open(on, gate, parts);
        };
    }

    private static FilesPart open(FilesConfig.On config, ProjectGate gate, Parts parts) {
        Files opened = Files.open(config.storage(), parts.stores());
        opened.sweep().ifPresent(sweep -> keepTidy(sweep, parts));
        FileStore store = new MeteredFileStore(opened.store(), parts.registry());
        Usage usage =
                switch (UsageAccounts.open(config.usage(), opened, parts.stores())) {
                    case UsageAccounts.Local(var ledger) -> local(store, ledger, parts);
                    case UsageAccounts.Shared(var ledger) -> shared(store, ledger, parts);
                };
        CountRounds rounds =
                parts.add(new CountRounds(usage, config.recountEvery(), System::nanoTime));
        parts.onceServing(rounds::start);
        return new FilesPart(
                routes(new ProjectFiles(store, usage), config.limits(), gate, parts),
                Optional.of(usage));
    }

    /** The first sweep does not delay the start. */
    private static void keepTidy(Runnable sweep, Parts parts) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        sweep.run();
                    } catch (RuntimeException e) {
                        LOG.warn(
                                "the bucket could not be swept, which will be tried again: {}",
                                e.getMessage());
                    }
                });
        parts.repeat(SWEPT_EVERY, "sweep of the bucket", sweep);
    }

    private static Usage local(FileStore store, UsageLedger ledger, Parts parts) {
        CountQueue queue = new CountQueue(System::nanoTime, new SecureRandom());
        LocalUsage usage = parts.add(new LocalUsage(store, ledger, queue));
        parts.repeat(USAGE_SAVED_EVERY, USAGE, usage::saveIdle);
        return usage;
    }

    private static Usage shared(FileStore store, SharedLedger ledger, Parts parts) {
        SharedUsage usage =
                parts.add(
                        new SharedUsage(
                                store,
                                ledger,
                                PATIENCE,
                                parts.clock(),
                                new SecureRandom(),
                                new CountQueue(System::nanoTime, new SecureRandom())));
        Duration lease = UsageAccounts.LEASE;
        parts.repeat(lease.dividedBy(BEATS_PER_LEASE), USAGE, usage::beat);
        parts.repeat(lease.dividedBy(2), "sweep of the usage", usage::sweep);
        return usage;
    }

    private static List<Route> routes(
            ProjectFiles files, FilesLimits limits, ProjectGate gate, Parts parts) {
        FileRoutes ofFiles = new FileRoutes(gate, files, limits, parts.clock(), new SecureRandom());
        return Stream.concat(
                        ofFiles.routes().stream(),
                        new QuotaRoutes(gate, files, limits).routes().stream())
                .toList();
    }
}
