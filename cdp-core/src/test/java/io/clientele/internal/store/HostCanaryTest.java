package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.Keys;
import io.clientele.Maintenance;
import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.model.Trait;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a customer is known by, or that was said about one, is in any byte of a host's database. */
class HostCanaryTest {

    private static final String CANARY = "qanary";
    private static final String CONTROL = "kontrol";

    @TempDir
    private Path folder;

    private final EphemeralKeys keys = new EphemeralKeys();
    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    private Cdp open(DataSource data, DataSource keyData) {
        return Cdp.over(data, keyData)
                .keys(keys)
                .clock(clock)
                .heap(0)
                .with(new PermitEverything())
                .open();
    }

    private void live(DataSource data, DataSource keyData) {
        for (int round = 0; round < 3; round++) {
            try (Cdp cdp = open(data, keyData)) {
                for (int n = 0; n < 20; n++) {
                    Identifier who = Identifier.email(CANARY + n + "@example.org");
                    cdp.accept(ConsentAct.of(
                                    CANARY + "-act-" + round + "-" + n,
                                    who,
                                    Purpose.ANALYTICS,
                                    ConsentAct.Decision.GRANT,
                                    clock.instant())
                            .by(Evidence.of(CANARY + "-banner", CANARY + "-v1")));
                    cdp.identify(who, i -> i.set(Trait.FIRST_NAME, CANARY + "Name"));
                    cdp.track(who, Event.named(CANARY + " viewed").set("query", CANARY + " shoes"));
                }
                clock.advance(Duration.ofMinutes(5));
                Identifier gone = Identifier.email(CANARY + round + "@example.org");
                cdp.accept(SubjectRequest.erasure(CANARY + "-r" + round, gone, clock.instant(), CANARY + "-desk"));
                Keys.of(cdp).rotateLookups(clock.instant(), 1_000);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }
    }

    /** What would be found if it were there. */
    private static void control(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE control (said VARCHAR(200))");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO control VALUES (?)")) {
                insert.setString(1, CONTROL + "@example.org");
                insert.executeUpdate();
            }
        }
    }

    private static List<String> found(List<Path> files, String word) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            if (bytes.contains(word)) {
                found.add(file.getFileName().toString());
            }
        }
        return found;
    }

    @Test
    @Requirement("GDPR Art. 32(1)(a)")
    void of_h2_open_or_closed() throws Exception {
        JdbcDataSource data = new JdbcDataSource();
        data.setURL("jdbc:h2:file:" + folder.resolve("data"));
        JdbcDataSource keyData = new JdbcDataSource();
        keyData.setURL("jdbc:h2:file:" + folder.resolve("keys"));
        live(data, keyData);
        control(data);
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(found(all, CONTROL)).as("control").isNotEmpty();
            assertThat(found(all, CANARY)).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 32(1)(a)")
    void of_postgres_its_log_included() throws Exception {
        DataSource data = Postgres.empty();
        String log = Postgres.log(data);
        live(data, data);
        control(data);
        List<Path> all = Postgres.files(data, log);
        assertThat(found(all, CONTROL)).as("control").hasSizeGreaterThan(1);
        assertThat(found(all, CANARY)).isEmpty();
    }
}
