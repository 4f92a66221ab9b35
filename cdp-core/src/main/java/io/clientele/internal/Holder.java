package io.clientele.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that holds a store.
 *
 * @param pid its number on its host
 * @param host the host's name
 * @param started when it began, epoch milliseconds; 0 if the system does not tell
 */
public record Holder(long pid, String host, long started) {

    /** Systems tell start times in ticks counted from a start of their own, which drifts. */
    private static final long DRIFT_MILLIS = 5_000;

    /** This process. */
    public static Holder thisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return new Holder(self.pid(), localHost(), startOf(self).orElse(0L));
    }

    /** Whether it ran on the given holder's host and is known to be gone. */
    public boolean isGone(Holder asker) {
        return host.equals(asker.host) && !runs();
    }

    /** By name, and whether it is the asker's own process, in which a store may be open twice or have had no room to say it was closed. */
    public String named(Holder asker) {
        boolean same = pid == asker.pid && host.equals(asker.host);
        return this + (same ? " (this process: it has it open, or closed it without room to say so)" : "");
    }

    private boolean runs() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(p -> isSame(startOf(p)))
                .isPresent();
    }

    private boolean isSame(Optional<Long> start) {
        return started == 0 || start.isEmpty() || Math.abs(start.get() - started) <= DRIFT_MILLIS;
    }

    private static Optional<Long> startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }

    private static String localHost() {
        String name = System.getenv("HOSTNAME");
        return name != null && !name.isBlank() ? name : askedHost();
    }

    private static String askedHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public String toString() {
        return "pid " + pid + "@" + host;
    }
}
