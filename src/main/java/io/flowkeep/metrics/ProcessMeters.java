package io.flowkeep.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The process metrics that dashboards of Prometheus' own clients expect by name, those of the
 * replaced server included, and that Micrometer names differently: {@code
 * process_cpu_seconds_total}, {@code process_resident_memory_bytes}, {@code process_open_fds}. The
 * last two are read from {@code /proc}; elsewhere they show as NaN.
 */
final class ProcessMeters implements MeterBinder {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("process.cpu.seconds", this, ProcessMeters::cpuSeconds)
                .description("user and system time of the process")
                .register(registry);
        Gauge.builder("process.resident.memory.bytes", this, ProcessMeters::residentBytes)
                .description("resident memory")
                .strongReference(true)
                .register(registry);
        Gauge.builder("process.open.fds", this, ProcessMeters::openDescriptors)
                .description("open file descriptors")
                .register(registry);
    }

    private double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(time -> time.toNanos() / (double) TimeUnit.SECONDS.toNanos(1))
                .orElse(Double.NaN);
    }

    private double residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024.0)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private double openDescriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
