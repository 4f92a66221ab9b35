package io.clientele.destination;

import io.clientele.destination.internal.Json;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.NotPermittedException;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Plan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Goes through the profiles by their numbers; a file holds those of one range of numbers. */
final class FileExports implements Exports {

    private static final int PART = 4096;
    private static final int PAGE = 128;

    private final ModuleContext context;
    private final Json json = new Json();

    FileExports(ModuleContext context) {
        this.context = context;
    }

    @Override
    public Written write(Path folder, Extract what) {
        Purpose purpose = context.purpose(what.purpose().key())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the purpose " + what.purpose().key() + " is not in the policy: nobody could permit it"));
        try {
            Files.createDirectories(folder);
            var run = new Run(folder, purpose, what);
            int last = context.read(() -> context.profiles().last());
            for (int part = 0; part * PART < last; part++) {
                run.part(part);
            }
            return new Written(
                    run.files,
                    run.profiles,
                    run.events,
                    run.withheld,
                    context.clock().instant());
        } catch (IOException failure) {
            throw new UncheckedIOException("the export to a folder failed", failure);
        }
    }

    /**
     * Somebody who may be written.
     *
     * @param number of the profile
     * @param profile the person
     * @param history what they did
     */
    private record Person(int number, Permitted<Profile> profile, Permitted<List<Event>> history) {}

    /** One call. */
    private final class Run {

        private final Path folder;
        private final Purpose purpose;
        private final LawfulBasis basis;
        private final Extract what;
        private final List<Path> files = new ArrayList<>();
        private long profiles;
        private long events;
        private long withheld;

        Run(Path folder, Purpose purpose, Extract what) {
            this.folder = folder;
            this.purpose = purpose;
            this.basis = purpose.allows(LawfulBasis.CONSENT)
                    ? LawfulBasis.CONSENT
                    : purpose.bases().stream().findFirst().orElse(LawfulBasis.CONSENT);
            this.what = what;
        }

        /** Writes the two files of a range of numbers; the one of profiles comes last and says that both are whole. */
        void part(int part) throws IOException {
            Path people = folder.resolve(name("profiles", part));
            Path happened = folder.resolve(name("events", part));
            if (Files.exists(people)) {
                return;
            }
            Path peopleSoFar = folder.resolve(people.getFileName() + ".part");
            Path happenedSoFar = folder.resolve(happened.getFileName() + ".part");
            try (OutputStream first = new BufferedOutputStream(Files.newOutputStream(peopleSoFar));
                    OutputStream second = new BufferedOutputStream(Files.newOutputStream(happenedSoFar))) {
                range(part, first, second);
            }
            Files.move(happenedSoFar, happened, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.move(peopleSoFar, people, StandardCopyOption.ATOMIC_MOVE);
            files.add(happened);
            files.add(people);
        }

        private String name(String table, int part) {
            return String.format(Locale.ROOT, "%s-%07d.ndjson", table, part + 1);
        }

        private void range(int part, OutputStream people, OutputStream happened) throws IOException {
            int after = part * PART;
            int end = after + PART;
            List<Profile> page = page(after);
            while (!page.isEmpty()) {
                List<Person> permitted = new ArrayList<>();
                for (Profile profile : page) {
                    after = number(profile);
                    if (after <= end) {
                        permit(profile, after).ifPresentOrElse(permitted::add, () -> withheld++);
                    }
                }
                note(permitted);
                for (Person person : permitted) {
                    write(person, people, happened);
                }
                page = after < end ? page(after) : List.of();
            }
        }

        /** Who is handed over is on record before they are. */
        private void note(List<Person> persons) {
            Instant now = context.clock().instant();
            context.outbox()
                    .disclosed(persons.stream()
                            .map(each ->
                                    new Plan.Firing(what.recipient(), each.number, now, purpose, Properties.empty()))
                            .toList());
        }

        private List<Profile> page(int after) {
            return context.read(() -> context.profiles().page(after, PAGE));
        }

        private int number(Profile profile) {
            return context.read(() -> context.profiles().numberOf(profile.id()).orElseThrow());
        }

        /** Nothing is written but what the gate permitted. */
        private Optional<Person> permit(Profile seen, int number) {
            Identifier who = seen.identifiers().get(0);
            return context.export(who, purpose, basis)
                    .flatMap(profile -> context.exportEvents(who, purpose, basis)
                            .map(history -> new Person(number, profile, history)));
        }

        private void write(Person person, OutputStream people, OutputStream happened) throws IOException {
            try {
                Profile permitted = person.profile.value(purpose);
                List<Event> lived = person.history.value(purpose);
                write(people, row(permitted));
                for (Event event : lived) {
                    write(happened, row(permitted.id(), event));
                }
                profiles++;
                events += lived.size();
            } catch (NotPermittedException changed) {
                withheld++;
            }
        }

        private Map<String, Object> row(Profile profile) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("profile_id", profile.id());
            Map<String, Object> identifiers = new LinkedHashMap<>();
            profile.identifiers().stream()
                    .filter(each -> what.namespaces().contains(each.namespace()))
                    .forEach(each -> identifiers.putIfAbsent(each.namespace(), each.value()));
            row.put("identifiers", identifiers);
            row.put("traits", text(profile.traits().asMap()));
            row.put("events", BigDecimal.valueOf(profile.activity().events()));
            profile.activity().first().ifPresent(first -> row.put("first_event_at", first.toString()));
            profile.activity().last().ifPresent(last -> row.put("last_event_at", last.toString()));
            return stamped(row);
        }

        private Map<String, Object> row(String profileId, Event event) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("event_id", event.id());
            row.put("profile_id", profileId);
            row.put("name", event.type().name());
            row.put("occurred_at", event.time().toString());
            row.put("source", event.source());
            row.put("properties", text(event.properties().asMap()));
            return stamped(row);
        }

        private Map<String, Object> stamped(Map<String, Object> row) {
            row.put("purpose", purpose.key());
            row.put("exported_at", context.clock().instant().toString());
            return row;
        }

        private String text(Map<String, Object> tree) {
            return new String(json.write(tree), StandardCharsets.UTF_8);
        }

        private void write(OutputStream out, Map<String, Object> row) throws IOException {
            out.write(json.write(row));
            out.write('\n');
        }
    }
}
