package io.clientele.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.Definition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

    private static final Instant NOON = Instant.parse("2026-02-01T12:00:00Z");
    private static final int DRAWN = 5_000;

    private final RecordCodec codec = new RecordCodec(
            key -> Purpose.defaults().stream().filter(p -> p.key().equals(key)).findFirst());

    private Intake again(Intake intake) {
        return codec.decode(RecordCodec.kind(intake), 7, codec.encode(intake, NOON))
                .intake();
    }

    @Nested
    class Whatever_the_model_lets_through {

        @Test
        void an_event_is_read_as_it_was_written() {
            for (long seed = 0; seed < DRAWN; seed++) {
                Event event = new Drawn(seed).event();
                Event read = (Event) again(event);

                assertThat(read).as("seed %d", seed).isEqualTo(event);
                assertThat(read.type().purpose())
                        .as("seed %d", seed)
                        .isEqualTo(event.type().purpose());
                assertThat(read.type().basis())
                        .as("seed %d", seed)
                        .isEqualTo(event.type().basis());
                assertThat(read.identifiers()).as("seed %d", seed).isEqualTo(event.identifiers());
                assertThat(List.copyOf(read.properties().asMap().keySet()))
                        .as("order of fields, seed %d", seed)
                        .isEqualTo(List.copyOf(event.properties().asMap().keySet()));
            }
        }

        @Test
        void an_act_and_a_definition_are_read_as_they_were_written() {
            for (long seed = 0; seed < DRAWN; seed++) {
                ConsentAct act = new Drawn(seed).act();
                Definition definition = new Drawn(seed).definition();

                assertThat(again(act)).as("seed %d", seed).isEqualTo(act);
                assertThat(again(definition)).as("seed %d", seed).isEqualTo(definition);
            }
        }

        @Test
        void equal_trees_have_equal_bytes_and_no_other_bytes_give_the_same_tree() {
            for (long seed = 0; seed < DRAWN; seed++) {
                Drawn drawn = new Drawn(seed);
                byte[] written = codec.encode(drawn.tree());

                assertThat(codec.encode(codec.decodeTree(written)))
                        .as("seed %d", seed)
                        .isEqualTo(written);
                byte[] damaged = drawn.damaged(written);
                tree(damaged)
                        .ifPresent(tree -> assertThat(codec.encode(tree))
                                .as("damaged with seed %s", drawn)
                                .isEqualTo(damaged));
            }
        }

        private Optional<Properties> tree(byte[] bytes) {
            try {
                return Optional.of(codec.decodeTree(bytes));
            } catch (IllegalArgumentException refused) {
                return Optional.empty();
            }
        }

        @Test
        void a_damaged_record_is_refused_or_another_record_but_never_a_surprise() {
            for (long seed = 0; seed < DRAWN; seed++) {
                Drawn drawn = new Drawn(seed);
                byte[] damaged = drawn.damaged(codec.encode(drawn.event(), NOON));
                try {
                    codec.decode(RecordKind.EVENT, 1, damaged);
                } catch (IllegalArgumentException refused) {
                    assertThat(refused).hasMessageNotContaining("!");
                }
            }
        }

        @Test
        void what_cannot_be_read_again_is_not_written() {
            Definition broken = new Definition("id", NOON, "module", "half \ud83d", Properties.empty());

            assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(broken, NOON));
        }
    }

    @Nested
    class Formats {

        private final Event viewed = Event.of(EventType.named("Viewed"))
                .set("n", "é")
                .about(Identifier.userId("42"), Instant.ofEpochMilli(1), "e1");

        @Test
        void the_bytes_are_these() {
            String bytes = HexFormat.of().formatHex(codec.encode(viewed, Instant.ofEpochMilli(2)));

            assertThat(bytes)
                    .isEqualTo("02" + "09" + "0172" + "0204" + "0169" + "01026531" + "0174" + "0202" + "0165"
                            + "0106566965776564" + "0175" + "0109616e616c7974696373" + "016c" + "0107434f4e53454e54"
                            + "0177"
                            + "0701" + "0702" + "0107757365725f6964" + "01023432" + "0170" + "0801" + "016e"
                            + "0102c3a9" + "0173"
                            + "0100");
        }

        @Test
        void json_of_the_first_stores_is_read() {
            String event = """
                    {"r":2,"i":"e1","t":1,"e":"Viewed","u":"analytics","l":"CONSENT","w":[["user_id","42"]],"p":{"n":"é"},"s":""}""";
            String act = """
                    {"r":2,"i":"a1","t":1,"w":[["user_id","42"]],"u":"service","d":"GRANT","k":"EXPLICIT","s":"web","n":"v3"}""";

            assertThat(codec.decode(RecordKind.EVENT, 1, utf8(event)).intake()).isEqualTo(viewed);
            assertThat(codec.decode(RecordKind.ACT, 1, utf8(act)).intake())
                    .isEqualTo(ConsentAct.of(
                                    "a1",
                                    Identifier.userId("42"),
                                    Purpose.named("service").on(LawfulBasis.CONSENT),
                                    ConsentAct.Decision.GRANT,
                                    Instant.ofEpochMilli(1))
                            .by(Evidence.of("web", "v3")));
            assertThat(codec.decodeIdentifier(utf8("{\"w\":[[\"email\",\"a@b.example\"]]}")))
                    .isEqualTo(Identifier.email("a@b.example"));
        }

        @Test
        void an_act_from_before_evidence_had_more_than_two_fields_is_read() {
            byte[] old = HexFormat.of()
                    .parseHex("0209" + "0172" + "0204" + "0169" + "01026131" + "0174" + "0202" + "0177"
                            + "0701" + "0702" + "0107757365725f6964" + "01023432" + "0175" + "010773657276696365"
                            + "0164" + "01054752414e54" + "016b" + "01084558504c49434954" + "0173" + "0103776562"
                            + "016e"
                            + "01027633");

            ConsentAct act = (ConsentAct) codec.decode(RecordKind.ACT, 1, old).intake();

            assertThat(act.evidence()).isEqualTo(Evidence.of("web", "v3"));
            assertThat(act.claimed()).isEmpty();
            assertThat(codec.encode(act, Instant.ofEpochMilli(2))).isEqualTo(old);
        }

        private byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Test
        void a_format_of_the_future_says_so() {
            byte[] future = codec.encode(viewed, NOON);
            future[0] = 3;

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec.decode(RecordKind.EVENT, 1, future))
                    .withMessage("a record is of format 3, which this version does not know");
        }

        @Test
        void a_length_beyond_the_end_takes_no_memory() {
            byte[] greedy = {2, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7};

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec.decodeTree(greedy))
                    .withMessage("a record is cut off");
        }

        @Test
        void nesting_has_an_end() {
            byte[] deep = new byte[100_000];
            Arrays.fill(deep, (byte) 1);
            for (int i = 4; i < deep.length; i += 2) {
                deep[i] = 7;
            }
            deep[0] = 2;

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec.decodeTree(deep))
                    .withMessage("a record is nested too deep");
        }
    }

    @Nested
    class Numbers_and_names {

        @Test
        void a_number_keeps_its_scale() {
            Properties tree = Properties.of(Map.of("n", new java.math.BigDecimal("49.90")));

            assertThat(codec.decodeTree(codec.encode(tree)).get("n")).isEqualTo(new java.math.BigDecimal("49.90"));
        }

        @Test
        void an_identifier_alone_is_read_as_it_was_written() {
            Identifier who = Identifier.of("shop_key", "Ünïcode \ud83d\ude00");

            assertThat(codec.decodeIdentifier(codec.encode(who))).isEqualTo(who);
        }
    }
}
