package io.clientele;

import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** What a shop's operator does with an open platform now and then. Thread-safe. */
public interface Maintenance {

    /** The service of an open platform. */
    static Maintenance of(Cdp cdp) {
        return cdp.service(Maintenance.class);
    }

    /**
     * Looks at everything that is stored: every record opens and is in its place, every index knows it, the audit log is the tree
     * it claims to be and fits the records. Nothing is written meanwhile; costs two reads of all data.
     *
     * @return the first fault in one line without personal data; empty if all is well
     * @throws StorageException if the database fails
     */
    Optional<String> verify();

    /**
     * Takes in history from elsewhere, quietly: no firing is planned by what is taken in, as if nobody had been attached then; what
     * time brings afterwards fires as always. Consent is asked as for any other event. One JSON object a line, as described in
     * {@code docs/import.md}; batches of 4,096 lines, each durable when its progress is told. Start again from the beginning
     * after an interruption: what is stored already is a duplicate and changes nothing.
     *
     * @param lines the lines
     * @param progress is told how many lines are done, after each batch
     * @return what became of the lines; one that cannot be read is rejected as {@code unreadable_line}
     * @throws UncheckedIOException if the lines cannot be read
     * @throws CdpException if the store stays too busy
     */
    Imported importHistory(Reader lines, LongConsumer progress);

    /**
     * What became of imported lines.
     *
     * @param lines how many there were: always the sum of all outcomes
     * @param outcomes how often each kind and reason, by {@code KIND:reason}
     */
    record Imported(long lines, Map<String, Long> outcomes) {

        /** The counts cannot be changed. */
        public Imported {
            outcomes = Map.copyOf(outcomes);
        }
    }
}
