package io.clientele.access;

import io.clientele.model.CdpException;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Note;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Notes looks: a person's one by one, a machine's in sums. Of a machine the first look of an hour is noted at once and the others with
 * the next hour's first or at close: so there is a trace of each hour, whatever happens. Thread-safe.
 */
final class Register {

    static final String MODULE = "access";
    private static final String LOOK = "look";

    private final ModuleContext context;
    private final Map<Map<String, Object>, Long> sums = new LinkedHashMap<>();
    private Instant hour = Instant.MIN;

    Register(ModuleContext context) {
        this.context = context;
    }

    /** Notes a look before anything is shown. */
    void note(Principal principal, Map<String, Object> body) {
        if (principal.isPerson()) {
            write(List.of(note(body)));
        } else {
            write(counted(body));
        }
    }

    private synchronized List<Note> counted(Map<String, Object> body) {
        Instant now = context.clock().instant().truncatedTo(ChronoUnit.HOURS);
        List<Note> due = new ArrayList<>();
        if (!now.equals(hour)) {
            due.addAll(rest());
            hour = now;
        }
        Map<String, Object> kind = new LinkedHashMap<>(body);
        kind.remove("s");
        kind.remove("t");
        if (sums.putIfAbsent(kind, 0L) == null) {
            due.add(note(kind));
        } else {
            sums.merge(kind, 1L, Long::sum);
        }
        return due;
    }

    /** What was counted and not noted. */
    private synchronized List<Note> rest() {
        List<Note> rest = new ArrayList<>();
        sums.forEach((kind, count) -> {
            if (count > 0) {
                Map<String, Object> body = new LinkedHashMap<>(kind);
                body.put("n", count);
                rest.add(note(body));
            }
        });
        sums.clear();
        return rest;
    }

    /** Notes what was counted. */
    void settle() {
        write(rest());
    }

    private Note note(Map<String, Object> body) {
        return new Note(context.newId(), context.clock().instant(), MODULE, LOOK, Properties.of(body));
    }

    private void write(List<Note> notes) {
        List<Outcome> outcomes = notes.isEmpty() ? List.of() : context.submit(notes);
        outcomes.stream().filter(outcome -> !outcome.isStored()).forEach(outcome -> {
            throw new CdpException("a look could not be noted, so nothing is shown: " + outcome.reason());
        });
    }

    /** The looks that are noted. */
    List<Look> looks(Predicate<Look> wanted) {
        List<Look> looks = new ArrayList<>();
        context.notes(MODULE, note -> {
            Look look = Look.of(note);
            if (note.name().equals(LOOK) && wanted.test(look)) {
                looks.add(look);
            }
        });
        return looks;
    }
}
