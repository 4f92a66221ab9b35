package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.Consents;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.rights.SubjectRequests;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** An erased person is gone from every byte, and stays gone when yesterday's data is restored. */
@Requirement("GDPR Art. 17")
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class ErasureTest {

    private static final Identifier ANN = Identifier.userId("ann-4711");
    private static final Identifier VISITOR = Identifier.anonymousId("canary-visitor");
    private static final Identifier BOB = Identifier.userId("bob-1");
    private static final List<String> CANARIES =
            List.of("ann-4711", "canary-visitor", "ann@canary.example", "Canaria", "sku-canary", "bob-1", "Roberto");

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    private Cdp open() {
        var builder = Cdp.in(directory).clock(clock).heap(heap);
        World.modules().forEach(builder::with);
        return builder.open();
    }

    private void live(Cdp cdp) {
        Consents.of(cdp)
                .record(
                        VISITOR,
                        c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING).evidence("banner", "v1"));
        cdp.track(VISITOR, Commerce.productViewed("sku-canary").id("view-1"));
        cdp.identify(
                ANN,
                i -> i.sameAs(VISITOR)
                        .set(Trait.EMAIL, "ann@canary.example")
                        .set(Trait.FIRST_NAME, "Canaria")
                        .id("login-1"));
        cdp.identify(BOB, i -> i.set(Trait.FIRST_NAME, "Roberto").id("login-2"));
        clock.advance(Duration.ofHours(1));
    }

    @Test
    void a_restored_copy_of_the_data_does_not_bring_an_erased_person_back() throws IOException, SQLException {
        Path data = directory.resolve("data");
        Path yesterday = directory.resolveSibling(directory.getFileName() + "-backup");
        List<byte[]> sealed;
        try (Cdp cdp = open()) {
            live(cdp);
        }
        copy(data, yesterday);
        sealed = sealedOf(data, 2);
        try (Cdp cdp = open()) {
            assertThat(SubjectRequests.of(cdp).erase(ANN, "login").outcome().isStored())
                    .isTrue();
        }
        assertNowhere(sealed);
        copy(yesterday, data);

        try (Cdp cdp = open()) {
            assertThat(cdp.profile(ANN)).isEmpty();
            assertThat(cdp.profile(VISITOR)).isEmpty();
            assertThat(cdp.timeline(VISITOR)).isEmpty();
            assertThat(cdp.profile(BOB)).isPresent();
            assertThat(resent(cdp)).isEqualTo(Outcome.Kind.SUPPRESSED);
            assertNowhere(sealed);
        }
        assertNowhere(sealed);
    }

    private static Outcome.Kind resent(Cdp cdp) {
        return cdp.accept(Event.named("Visited").id("view-2").about(VISITOR, World.START, "unused"))
                .kind();
    }

    @Test
    void other_peoples_events_no_longer_name_an_erased_person_and_do_not_link_a_returner() throws IOException {
        Identifier shared = Identifier.anonymousId("shared-browser");
        try (Cdp cdp = open()) {
            live(cdp);
            Consents.of(cdp).record(ANN, c -> c.grant(Purpose.STITCHING).evidence("banner", "v1"));
            cdp.identify(ANN, i -> i.sameAs(shared).id("ann-on-shared"));
            cdp.identify(BOB, i -> i.sameAs(shared).id("bob-on-shared"));
            clock.advance(Duration.ofHours(1));
            SubjectRequests.of(cdp).erase(ANN, "login");

            assertThat(cdp.timeline(BOB)).flatExtracting(Event::identifiers).containsOnly(BOB);
            Outcome late = cdp.accept(Event.of(io.clientele.model.EventType.IDENTIFY)
                    .id("bob-late")
                    .with(shared)
                    .about(BOB, clock.instant().minus(Duration.ofHours(2)), "unused"));
            assertThat(late.isStored()).isTrue();
            assertThat(cdp.profile(BOB).orElseThrow().identifiers()).containsExactly(BOB);
            clock.advance(Duration.ofHours(1));
            cdp.identify(BOB, i -> i.sameAs(shared).id("bob-again"));
        }
        try (Cdp cdp = open()) {
            assertThat(cdp.profile(BOB).orElseThrow().activity().events()).isEqualTo(4);
        }
    }

    @Test
    void a_restored_copy_does_not_bring_an_erased_name_back_in_other_peoples_events() throws IOException {
        Identifier gone = Identifier.email("gone@canary.example");
        Path yesterday = directory.resolveSibling(directory.getFileName() + "-backup");
        try (Cdp cdp = open()) {
            live(cdp);
            cdp.identify(gone, i -> i.set(Trait.FIRST_NAME, "Gone"));
            cdp.identify(BOB, i -> i.sameAs(gone).id("bob-names-gone"));
        }
        copy(directory.resolve("data"), yesterday);
        try (Cdp cdp = open()) {
            clock.advance(Duration.ofHours(1));
            SubjectRequests.of(cdp).erase(gone, "login");
        }
        copy(yesterday, directory.resolve("data"));
        for (int opened = 0; opened < 2; opened++) {
            try (Cdp cdp = open()) {
                assertThat(cdp.timeline(BOB)).flatExtracting(Event::identifiers).doesNotContain(gone);
                assertThat(cdp.timeline(BOB)).hasSize(2);
            }
        }
    }

    @Test
    void a_returner_is_a_stranger() {
        try (Cdp cdp = open()) {
            live(cdp);
            String before = cdp.profile(ANN).orElseThrow().id();
            SubjectRequests.of(cdp).erase(VISITOR, "login");
            clock.advance(Duration.ofHours(1));
            cdp.identify(ANN, i -> i.set(Trait.COUNTRY, "DE"));

            var after = cdp.profile(ANN).orElseThrow();
            assertThat(after.id()).isNotEqualTo(before);
            assertThat(after.traits().asMap()).containsOnlyKeys("country");
            assertThat(after.identifiers()).containsExactly(ANN);
        }
    }

    @Test
    @Requirement("GDPR Art. 32")
    void nothing_personal_is_in_the_clear_in_any_file() throws IOException {
        try (Cdp cdp = open()) {
            live(cdp);
            assertNowhere(CANARIES.stream()
                    .map(c -> c.getBytes(StandardCharsets.UTF_8))
                    .toList());
        }
        assertNowhere(
                CANARIES.stream().map(c -> c.getBytes(StandardCharsets.UTF_8)).toList());
    }

    /** The sealed bytes of all rows but the last owners', as the database holds them. */
    private static List<byte[]> sealedOf(Path data, int owners) throws SQLException {
        List<byte[]> sealed = new ArrayList<>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("clientele.db"));
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT sealed FROM journal WHERE owner BETWEEN 1 AND " + owners)) {
            while (rows.next()) {
                sealed.add(rows.getBytes(1));
            }
        }
        assertThat(sealed).hasSize(4);
        return sealed;
    }

    private void assertNowhere(List<byte[]> needles) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (byte[] needle : needles) {
                    assertThat(contains(bytes, needle))
                            .as("found in %s", file.getFileName())
                            .isFalse();
                }
            }
        }
    }

    private static boolean contains(byte[] bytes, byte[] needle) {
        for (int i = 0; i + needle.length <= bytes.length; i++) {
            if (bytes[i] == needle[0] && Arrays.equals(bytes, i, i + needle.length, needle, 0, needle.length)) {
                return true;
            }
        }
        return false;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> old = Files.list(to)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
