package io.clientele.destination;

import io.clientele.Cdp;
import io.clientele.model.Purpose;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Writes people and what they did to files, as far as a purpose permits. Thread-safe. */
public interface Exports {

    /** The exports of a platform opened with {@link DestinationModule}. */
    static Exports of(Cdp cdp) {
        return cdp.service(Exports.class);
    }

    /**
     * Writes everybody who permits a purpose, and their events, to files of JSON lines in a folder: {@code profiles-*.ndjson} and
     * {@code events-*.ndjson}, in the tables that {@code docs/destinations.md} describes. A file appears when it is whole; those
     * that are there already are left as they are, so that an export that was interrupted goes on when it is called again
     * with the same folder. Reads all of history; other calls go on meanwhile, and each person is written as of their turn.
     * Whoever is written is noted as handed over to the extract's recipient before. What fields hold is cut down to what the schemas let the purpose use.
     *
     * @param what what to write
     * @return what was written now
     * @throws IllegalArgumentException if the purpose is not in the policy
     * @throws java.io.UncheckedIOException if a file cannot be written
     */
    Written write(Path folder, Extract what);

    /**
     * What to write.
     *
     * @param purpose what it is for
     * @param namespaces the identifiers to name people by, besides the id of their profile; none makes the rows pseudonymous
     * @param recipient who gets the files, as a person who asks is told (GDPR Art. 15(1)(c))
     */
    record Extract(Purpose purpose, Set<String> namespaces, String recipient) {

        /** Copies the set. */
        public Extract {
            namespaces = Set.copyOf(namespaces);
        }

        /** For a purpose, with no identifier but the id of a profile; to {@code files}, unless somebody is named. */
        public static Extract forPurpose(Purpose purpose) {
            return new Extract(purpose, Set.of(), "files");
        }

        /** To somebody: a system of the shop's or another company. */
        public Extract to(String who) {
            return new Extract(purpose, namespaces, who);
        }

        /** With these identifiers, too. */
        public Extract naming(String... more) {
            return new Extract(purpose, Set.of(more), recipient);
        }
    }

    /**
     * What was written.
     *
     * @param files those that are new
     * @param profiles how many people are in them
     * @param events how many events
     * @param withheld how many people did not permit the purpose
     * @param asOf when it ended
     */
    record Written(List<Path> files, long profiles, long events, long withheld, Instant asOf) {

        /** Copies the list. */
        public Written {
            files = List.copyOf(files);
        }
    }
}
