package io.clientele.examples.tools;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Audits;
import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.Consents;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.testkit.Requirement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a real store damaged by hand, of which Verify names the first fault and ends with 1. */
class VerifyFaultsTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BEN = Identifier.userId("ben");
    private static final Identifier LAPTOP = Identifier.anonymousId("laptop");

    @TempDir
    static Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    /** A store in which something of each kind happened. */
    @BeforeAll
    static void live() throws IOException {
        Path shop = Files.createDirectory(folder.resolve("shop"));
        try (Cdp cdp = Tool.openOrBegin(shop.toString())) {
            for (Identifier who : List.of(ANN, BEN, LAPTOP)) {
                Consents.of(cdp)
                        .record(
                                who,
                                c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING)
                                        .evidence("banner", "v1"));
                cdp.track(who, Commerce.productViewed("SKU-1"));
            }
            Segments.of(cdp)
                    .define(Segment.named("viewers")
                            .purpose(Purpose.ANALYTICS)
                            .when(did(CommerceEvents.PRODUCT_VIEWED)));
            cdp.identify(BEN, i -> i.sameAs(LAPTOP));
            Audits.of(cdp).renewKey();
            SubjectRequests.of(cdp).erase(ANN, "login");
        }
        Tool.open(shop.toString()).close();
    }

    private static Path copy() throws IOException {
        Path copy = Files.createTempDirectory(folder, "copy");
        for (String file : List.of("data/clientele.db", "keys/keys.db", "keys/passphrase")) {
            Path to = copy.resolve(file);
            Files.createDirectories(to.getParent());
            Files.copy(folder.resolve("shop").resolve(file), to);
        }
        return copy;
    }

    private static void change(Path shop, String file, String sql) throws SQLException {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + shop.resolve(file));
                Statement statement = store.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        }
    }

    private int verify(Path shop) {
        said.reset();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Verify.run(List.of(shop.toString()), out, out);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_store_that_nobody_touched_is_well_as_often_as_it_is_looked_at() throws IOException {
        Path shop = copy();
        for (int look = 0; look < 3; look++) {
            assertThat(verify(shop)).isZero();
            assertThat(said()).isEqualTo("all is well\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT INTO dedup VALUES (x'00112233445566778899aabbccddeeff', 99)                    | a dedup key points to position 99, where no record has it
            INSERT INTO dedup VALUES (x'00112233445566778899aabbccddeeff', 5)                     | a dedup key points to position 5, where no record has it
            UPDATE dedup SET position = 5 WHERE position = (SELECT MAX(position) FROM dedup)      | a dedup key points to position 5, where no record has it
            INSERT INTO owner_index VALUES (2, 99)                                                | the index of owners points to position 99, where no record of that owner is
            INSERT INTO owner_index VALUES (77, 5)                                                | the index of owners points to position 5, where no record of that owner is
            DELETE FROM owner_index WHERE owner = 0                                               | is not in the index of owners
            DELETE FROM owner_index WHERE owner = 2                                               | the index gives 0 records of owner 2
            INSERT INTO blinds VALUES (7, 99)                                                     | the index of identifiers names owner 99, who is not there
            INSERT INTO blinds VALUES (7, 2)                                                      | the index of identifiers names owner 2 twice
            DELETE FROM blinds                                                                    | is not found by its blind hash
            DELETE FROM audit WHERE place > 4                                                     | has no audit entry
            UPDATE audit SET entry = replace(entry, '"s":"', '"s":"00') WHERE place = 0           | audit entry 0 names a key that the key before did not sign
            UPDATE audit SET entry = replace(entry, '"k":"opening"', '"k":"key"') WHERE place = 2 | audit entry 2 names a key that the key before did not sign
            UPDATE facts SET fact = x'00000001' WHERE name = 'audit.key'                          | the key that signs checkpoints is not the one that the audit log names
            UPDATE facts SET fact = zeroblob(69) WHERE name = 'audit.head'                        | what the store knew of the end of its audit log cannot be read
            """)
    void is_told_as_the_first_fault(String damage, String fault) throws Exception {
        Path shop = copy();
        change(shop, "data/clientele.db", damage);
        assertThat(verify(shop)).as(said()).isEqualTo(1);
        assertThat(said()).startsWith("wrong: ").contains(fault).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DELETE FROM audit WHERE place = (SELECT MAX(place) FROM audit)                        | the audit log was cut off: it had
            UPDATE audit SET entry = replace(entry, '"t":"2', '"t":"1') WHERE place = (SELECT MAX(place) FROM audit) | entries of the audit log are not those that were written
            """)
    void of_the_audit_log_is_not_covered_up_by_going_on(String damage, String fault) throws Exception {
        Path shop = copy();
        change(shop, "data/clientele.db", damage);
        for (int look = 0; look < 3; look++) {
            assertThat(verify(shop)).as("look %d", look).isEqualTo(1);
            assertThat(said()).startsWith("wrong: ").contains(fault).hasLineCount(1);
        }
    }

    @Test
    @Requirement("GDPR Art. 17")
    void tombstones_that_the_register_does_not_know_are_learned_from_the_data() throws Exception {
        Path shop = copy();
        change(shop, "keys/keys.db", "DELETE FROM tombstones");
        assertThat(verify(shop)).as(said()).isZero();
        change(shop, "data/clientele.db", "DELETE FROM tombstones");
        assertThat(verify(shop)).as("what the register knows again").isEqualTo(1);
        assertThat(said()).contains("is missing in the data");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DELETE FROM tombstones          | is missing in the data
            UPDATE tombstones SET until = 1 | is missing in the data, or ends too early there
            """)
    @Requirement("GDPR Art. 17")
    void tells_of_tombstones_that_the_data_does_not_know(String damage, String fault) throws Exception {
        Path shop = copy();
        change(shop, "data/clientele.db", damage);
        assertThat(verify(shop)).as(said()).isEqualTo(1);
        assertThat(said())
                .startsWith("wrong: the tombstone of somebody who was erased at ")
                .contains(fault);
    }

    @Test
    @Requirement("GDPR Art. 17")
    void a_copy_of_the_data_older_than_an_erasure_of_somebody_who_came_later_is_well_once_it_is_opened()
            throws Exception {
        Path shop = copy();
        Path old = shop.resolve("old");
        Identifier cat = Identifier.userId("cat");
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(Backup.run(
                        List.of(
                                shop.toString(),
                                old.toString(),
                                shop.resolve("k").toString()),
                        out,
                        out))
                .isZero();
        try (Cdp cdp = Tool.open(shop.toString())) {
            Consents.of(cdp).record(cat, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
            SubjectRequests.of(cdp).erase(cat, "login");
        }
        Files.delete(shop.resolve("data/clientele.db"));
        assertThat(Restore.run(List.of("data", old.toString(), shop.toString()), out, out))
                .isZero();
        assertThat(verify(shop)).as(said()).isZero();
    }
}
