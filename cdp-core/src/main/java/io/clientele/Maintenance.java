package io.clientele;

import io.clientele.internal.pipeline.StoreFiles;
import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/** What a shop's operator does with an open platform now and then. Thread-safe. */
public interface Maintenance {

    /** The service of an open platform. */
    static Maintenance of(Cdp cdp) {
        return cdp.service(Maintenance.class);
    }

    /**
     * Looks at everything that is stored: every record opens and is in its place, every index knows it, the audit log is the tree
     * it claims to be and fits the records; and who belongs with whom, every profile and who is in which segment are what a fold
     * of the records from nothing gives. Nothing is written meanwhile; costs some five reads of all data. After a fault, close the
     * platform.
     *
     * @return the first fault in one line without personal data; empty if all is well
     * @throws StorageException if the database fails
     */
    Optional<String> verify();

    /**
     * Writes a copy of the data, without the keys, while the platform is in use: sealed, and of no use to whoever has no keys.
     * Keep it as long as you like; an erasure reaches it, for it takes the keys away.
     *
     * @param file a file that is not there yet
     * @throws CdpException if the file is there or cannot be written
     */
    void backup(Path file);

    /**
     * Writes a copy of the keys and of the register of erasures. Keep it apart from the data and for a short time only: an
     * erasure is complete when the last copy of the key is gone. The passphrase or other master key is not in it.
     *
     * @param file a file that is not there yet
     * @throws CdpException if the file is there or cannot be written, or the keys are in a database of the host's
     */
    void backupKeys(Path file);

    /**
     * Gives the room back that records left which are no longer there, erased or past their period: the database is written anew
     * without them. Everybody else waits meanwhile, and it needs as much free disk as the data has. For a quiet hour, once in a
     * while; where the data lies in a database of the host's, its operator does this.
     *
     * @throws StorageException if the database fails; nothing is changed then
     */
    void compact();

    /**
     * Puts a copy of the data into a directory whose data is gone. Erasures made since the copy was written are carried out on it when
     * it is next opened, before anything is read.
     *
     * @throws CdpException if there is data, or the copy is not one
     */
    static void restore(Path backup, Path directory) {
        StoreFiles.restore(backup, directory);
    }

    /**
     * Puts a copy of the data into a database of the host's that holds none, whatever kind of store it was written from; see
     * {@link Cdp#over}. Erasures made since are carried out on it when it is next opened. The keys are backed up and brought
     * back by the tools of their own database.
     *
     * @throws CdpException if there is data, or the copy is not one
     */
    static void restore(Path backup, DataSource data) {
        StoreFiles.restore(backup, data);
    }

    /**
     * Puts a copy of the keys into a directory whose keys are gone. If it is older than the data, opening tells whether keys are
     * missing; keys of persons who were erased since are destroyed again.
     *
     * @throws CdpException if there are keys, or the copy is not there
     */
    static void restoreKeys(Path backup, Path directory) {
        StoreFiles.restoreKeys(backup, directory);
    }

    /**
     * Takes in history from elsewhere, quietly: no trigger fires by what is taken in, as if nobody had been attached then; what
     * time brings afterwards fires as always, and copies that follow every change are told of all. Consent is asked as for any other event. One JSON object a line, as described in
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
     * @param refused the first {@value #MOST_REFUSED} lines that were rejected, in order
     */
    record Imported(long lines, Map<String, Long> outcomes, List<Refused> refused) {

        /** Of so many lines it is told why they were rejected; all are counted. */
        public static final int MOST_REFUSED = 100;

        /** Nothing of it can be changed. */
        public Imported {
            outcomes = Map.copyOf(outcomes);
            refused = List.copyOf(refused);
        }
    }

    /**
     * A line that was rejected.
     *
     * @param line which, from 1
     * @param why which field is wrong, or the reason of the outcome; nothing of what the line says
     */
    record Refused(long line, String why) {}
}
