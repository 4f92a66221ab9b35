package io.clientele.benchmarks.shop;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;

/** Feeds the stream to a peer, in this thread. Customers are numbers to it: it has no look-up of texts to pay for. */
public final class PeerRun {

    private static final int CHUNK = 256;

    private final Announcements announcements = new Announcements(new int[0]);
    private final Peer peer;
    private long cpuNanos;

    /** Another engine that keeps the segments of the comparison. Found as a service; none is part of the default build. */
    public interface Peer {

        /** The name by which it is asked for. */
        String name();

        /** Takes up the segments; changes are told from now on. */
        void start(List<ShopSegments.Shape> shapes, Changes changes);

        /** An event in its own form; not timed. */
        Object event(ShopStream.Row row);

        /** Moves the time on to an event's milliseconds, then takes it in. */
        void feed(long time, Object event);

        /** Moves the time on. */
        void advance(long time);

        /** Gives back what it took. */
        void close();

        /** Is told who enters and leaves. */
        interface Changes {
            /** A customer entered or left a segment, both by number, at an instant in milliseconds. */
            void changed(int segment, int customer, long at, boolean entered);
        }
    }

    /**
     * Of the peer of a name.
     *
     * @throws IllegalArgumentException if it is not there
     */
    public PeerRun(String name) {
        peer = ServiceLoader.load(Peer.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "--vs " + name
                                        + " is not in this build; -Ppeers builds one with esper, which is under the GPL: for measuring only"));
    }

    /** A pass over all events; returns how many it takes in a second of this thread's CPU time. */
    public long eventsPerCpuSecond(List<ShopSegments.Shape> shapes, ShopStream.Row[] rows) {
        peer.start(shapes, announcements::add);
        for (int from = 0; from < rows.length; from += CHUNK) {
            int first = from;
            Object[] events = Arrays.stream(rows, from, Math.min(rows.length, from + CHUNK))
                    .map(peer::event)
                    .toArray();
            long cpu = cpu();
            for (int i = 0; i < events.length; i++) {
                peer.feed(rows[first + i].time(), events[i]);
            }
            cpuNanos += cpu() - cpu;
        }
        peer.advance(ShopStream.END);
        peer.close();
        return Math.round(rows.length * 1e9 / cpuNanos);
    }

    /** What it announced. */
    public Announcements announcements() {
        return announcements;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
