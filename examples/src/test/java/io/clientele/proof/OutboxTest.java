package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.CdpBuilder;
import io.clientele.keys.QuickKeys;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.spi.DeliveryTerms;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Outbox;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Firing;
import io.clientele.trigger.FiringHandler;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a destination is offered, in which order, how often, and what becomes of what it does not take. */
class OutboxTest {

    private static final EventType VISIT =
            EventType.named("Visited").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    private static final DeliveryTerms TERMS = DeliveryTerms.standard();

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final List<String> tried = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();

    private Cdp open() {
        return open(builder -> builder);
    }

    private Cdp open(UnaryOperator<CdpBuilder> how) {
        var builder = how.apply(Cdp.in(directory).keys(QuickKeys.provider()).clock(clock));
        World.modules().forEach(builder::with);
        return builder.open();
    }

    /** Visitors of the last minute: each visit after a while is an enter. */
    private static Trigger trigger(Cdp cdp, String name) {
        Segment here = Segments.of(cdp)
                .define(Segment.named("here")
                        .purpose(Purpose.SERVICE)
                        .when(did(VISIT).within(Duration.ofSeconds(10))));
        return Trigger.named(name)
                .onEnter(here)
                .purpose(Purpose.SERVICE)
                .channel("house")
                .neverStale();
    }

    private void attach(Cdp cdp, DeliveryTerms terms, FiringHandler handler) {
        Triggers.of(cdp).attach(trigger(cdp, "mail"), terms, firing -> {
            tried.add(who(firing) + " " + firing.boundary());
            handler.handle(firing);
            taken.add(who(firing) + " " + firing.boundary());
        });
    }

    private static String who(Firing firing) {
        return firing.profile().identifiers().get(0).value();
    }

    private void visit(Cdp cdp, String who) {
        cdp.track(Identifier.userId(who), Event.of(VISIT));
        clock.advance(Duration.ofSeconds(20));
    }

    private void visitTogether(Cdp cdp, int people) {
        List<Intake> visits = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            visits.add(Event.of(VISIT)
                    .id("v" + i + clock.instant())
                    .about(Identifier.userId("u" + i), clock.instant(), "-"));
        }
        cdp.accept(visits);
    }

    private void pass(Cdp cdp, Duration time) {
        clock.advance(time);
        cdp.advance();
    }

    private static FiringHandler broken(boolean[] up) {
        return firing -> {
            if (!up[0]) {
                throw new IllegalStateException("down");
            }
        };
    }

    @Nested
    class In_order {

        @Test
        void a_failed_firing_holds_back_the_same_persons_later_ones_and_nobody_elses() {
            try (Cdp cdp = open()) {
                boolean[] good = {false};
                attach(cdp, TERMS.waiting(Duration.ofHours(1), Duration.ofHours(1)), firing -> {
                    if (who(firing).equals("ann") && !good[0]) {
                        throw new IllegalStateException("down");
                    }
                });
                visit(cdp, "ann");
                visit(cdp, "ann");
                visit(cdp, "bob");
                assertThat(tried).containsExactly("ann 2026-01-01T00:00:00Z", "bob 2026-01-01T00:00:40Z");

                good[0] = true;
                pass(cdp, Duration.ofHours(1));
                assertThat(taken)
                        .containsExactly(
                                "bob 2026-01-01T00:00:40Z", "ann 2026-01-01T00:00:00Z", "ann 2026-01-01T00:00:20Z");
            }
        }

        @Test
        void random_failures_lose_nothing_send_nothing_twice_and_keep_each_persons_order() {
            for (long seed = 1; seed <= 4; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                tried.clear();
                taken.clear();
                Path folder = directory.resolve("s" + seed);
                Map<String, List<String>> expected = new HashMap<>();
                for (int session = 0; session < 3; session++) {
                    var builder = Cdp.in(folder).keys(QuickKeys.provider()).clock(clock);
                    World.modules().forEach(builder::with);
                    try (Cdp cdp = builder.open()) {
                        attach(cdp, TERMS.givingUp(1_000, Duration.ofDays(99)), firing -> {
                            if (random.nextInt(3) == 0) {
                                throw random.nextBoolean()
                                        ? NotTakenException.notBefore("busy", Duration.ofSeconds(random.nextInt(90)))
                                        : new IllegalStateException("down");
                            }
                        });
                        for (int step = 0; step < 40; step++) {
                            String who = "u" + random.nextInt(5);
                            expected.computeIfAbsent(who, w -> new ArrayList<>())
                                    .add(who + " " + clock.instant());
                            visit(cdp, who);
                        }
                        for (int hour = 0; session == 2 && hour < 400 && taken.size() < 120; hour++) {
                            pass(cdp, Duration.ofMinutes(30));
                        }
                    }
                }
                for (Map.Entry<String, List<String>> person : expected.entrySet()) {
                    assertThat(taken)
                            .as("seed %d", seed)
                            .filteredOn(line -> line.startsWith(person.getKey() + " "))
                            .containsExactlyElementsOf(person.getValue());
                }
            }
        }
    }

    @Nested
    class Tried_again {

        @Test
        void after_waits_that_grow_are_spread_and_are_the_same_each_time() {
            List<Instant> first = tries("a");
            clock.set(World.START);
            assertThat(tries("b")).isEqualTo(first);
            for (int i = 1; i < first.size(); i++) {
                Duration whole = Duration.ofMinutes(Math.min(60, 1L << (i - 1)));
                assertThat(Duration.between(first.get(i - 1), first.get(i)))
                        .isBetween(whole.dividedBy(2), whole.plusSeconds(1));
            }
        }

        private List<Instant> tries(String folder) {
            List<Instant> at = new ArrayList<>();
            var builder =
                    Cdp.in(directory.resolve(folder)).keys(QuickKeys.provider()).clock(clock);
            World.modules().forEach(builder::with);
            try (Cdp cdp = builder.open()) {
                attach(cdp, TERMS.restingAfter(100, Duration.ofSeconds(1)), firing -> {
                    at.add(clock.instant());
                    throw new IllegalStateException("down");
                });
                cdp.track(Identifier.userId("ann"), Event.of(VISIT).id("v"));
                for (int second = 0; second < 10_000 && at.size() < 6; second++) {
                    pass(cdp, Duration.ofSeconds(1));
                }
            }
            return at;
        }

        @Test
        void a_restart_neither_hurries_a_try_nor_forgets_how_many_there_were() {
            boolean[] up = {false};
            for (int session = 0; session < 3; session++) {
                try (Cdp cdp = open()) {
                    attach(cdp, TERMS.givingUp(3, Duration.ofDays(3)), broken(up));
                    if (session == 0) {
                        visit(cdp, "ann");
                    }
                    cdp.advance();
                    assertThat(tried).hasSize(session + 1);
                    cdp.advance();
                    assertThat(tried).hasSize(session + 1);
                    assertThat(cdp.service(Outbox.class).failed()).hasSize(session == 2 ? 1 : 0);
                }
                clock.advance(Duration.ofHours(1));
            }
        }
    }

    @Nested
    class Given_up {

        @Test
        void a_firing_is_kept_with_its_reason_and_can_be_replayed_under_its_id() {
            boolean[] up = {false};
            List<String> ids = new ArrayList<>();
            FiringHandler handler = firing -> {
                ids.add(firing.id());
                broken(up).handle(firing);
            };
            try (Cdp cdp = open()) {
                attach(cdp, TERMS.givingUp(2, Duration.ofDays(3)), handler);
                visit(cdp, "ann");
                pass(cdp, Duration.ofHours(1));
                pass(cdp, Duration.ofDays(1));
                assertThat(ids).hasSize(2);
                assertThat(cdp.service(Outbox.class).waiting()).isEmpty();
            }
            try (Cdp cdp = open()) {
                attach(cdp, TERMS.givingUp(2, Duration.ofDays(3)), handler);
                Outbox outbox = cdp.service(Outbox.class);
                assertThat(outbox.failed()).singleElement().satisfies(failed -> {
                    assertThat(failed.id()).isEqualTo(ids.get(0));
                    assertThat(failed.reason()).isEqualTo("tries_spent: java.lang.IllegalStateException");
                });
                up[0] = true;
                assertThat(outbox.replay(ids.get(0))).isTrue();
                cdp.advance();
                assertThat(taken).hasSize(1);
                assertThat(ids).containsOnly(ids.get(0));
                assertThat(outbox.replay(ids.get(0))).isFalse();
                assertThat(outbox.failed()).isEmpty();
                assertThat(outbox.acknowledge(ids.get(0))).isTrue();
                assertThat(outbox.acknowledge(ids.get(0))).isFalse();
            }
        }

        @Test
        void an_age_ends_it_as_well() {
            try (Cdp cdp = open()) {
                attach(cdp, TERMS.givingUp(1_000, Duration.ofHours(2)), broken(new boolean[1]));
                visit(cdp, "ann");
                for (int minute = 0; minute < 300; minute++) {
                    pass(cdp, Duration.ofMinutes(1));
                }
                assertThat(cdp.service(Outbox.class).failed()).hasSize(1);
                assertThat(tried).hasSizeBetween(6, 9);
            }
        }

        @Test
        void what_is_refused_for_good_is_not_tried_again_and_holds_nobody_back() {
            try (Cdp cdp = open()) {
                attach(cdp, TERMS, firing -> {
                    throw NotTakenException.forGood("no such address");
                });
                visit(cdp, "ann");
                visit(cdp, "ann");
                pass(cdp, Duration.ofDays(1));
                assertThat(tried).hasSize(2);
                assertThat(cdp.service(Outbox.class).failed())
                        .extracting(Outbox.Failed::reason)
                        .containsOnly("no such address")
                        .hasSize(2);
            }
        }
    }

    @Nested
    class Left_alone {

        @Test
        void a_destination_that_asks_for_a_pause_gets_it_and_others_do_not() {
            List<String> other = new ArrayList<>();
            try (Cdp cdp = open()) {
                boolean[] busy = {true};
                attach(cdp, TERMS, firing -> {
                    if (busy[0]) {
                        throw NotTakenException.notBefore("429", Duration.ofMinutes(10));
                    }
                });
                Triggers.of(cdp).attach(trigger(cdp, "other"), firing -> other.add(who(firing)));
                visit(cdp, "ann");
                busy[0] = false;
                visit(cdp, "bob");
                pass(cdp, Duration.ofMinutes(9));
                assertThat(tried).hasSize(1);
                assertThat(other).containsExactly("ann", "bob");
                pass(cdp, Duration.ofMinutes(1));
                assertThat(taken).hasSize(2);
            }
        }

        @Test
        void after_failures_in_a_row_one_message_asks_whether_it_is_back() {
            boolean[] up = {false};
            try (Cdp cdp = open()) {
                attach(cdp, TERMS.restingAfter(3, Duration.ofSeconds(30)), broken(up));
                visitTogether(cdp, 10);
                assertThat(tried).hasSize(3);
                pass(cdp, Duration.ofSeconds(29));
                assertThat(tried).hasSize(3);
                pass(cdp, Duration.ofSeconds(1));
                assertThat(tried).hasSize(4);
                pass(cdp, Duration.ofSeconds(59));
                assertThat(tried).hasSize(4);
                up[0] = true;
                pass(cdp, Duration.ofMinutes(5));
                assertThat(taken).hasSize(10);
            }
        }
    }

    @Nested
    class Limited {

        @Test
        void so_many_in_a_second() {
            try (Cdp cdp = open()) {
                attach(cdp, TERMS.perSecond(3), firing -> {});
                visitTogether(cdp, 10);
                assertThat(taken).hasSize(3);
                pass(cdp, Duration.ofMillis(999));
                assertThat(taken).hasSize(3);
                pass(cdp, Duration.ofMillis(1));
                assertThat(taken).hasSize(6);
                pass(cdp, Duration.ofHours(1));
                assertThat(taken).hasSize(9);
            }
        }

        @Test
        void so_many_in_a_call() {
            try (Cdp cdp = open()) {
                attach(cdp, TERMS.perCall(4), firing -> {});
                visitTogether(cdp, 10);
                assertThat(taken).hasSize(4);
                cdp.advance();
                assertThat(taken).hasSize(8);
            }
        }

        @Test
        void so_many_bytes_in_a_second_but_a_large_message_goes_alone() {
            try (Cdp cdp = open()) {
                for (int i = 0; i < 4; i++) {
                    String name = "n".repeat(i == 3 ? 2_000 : 450);
                    cdp.identify(Identifier.userId("u" + i), facts -> facts.set(Trait.FIRST_NAME, name));
                }
                attach(cdp, TERMS.bytesPerSecond(1_000), firing -> {});
                visitTogether(cdp, 4);
                assertThat(taken).hasSize(2);
                pass(cdp, Duration.ofSeconds(1));
                assertThat(taken).hasSize(3);
                pass(cdp, Duration.ofSeconds(1));
                assertThat(taken).hasSize(4);
            }
        }
    }

    @Nested
    class Where_the_host_wants_it {

        @Test
        void a_slow_destination_holds_up_no_write_on_threads_given_for_it() throws InterruptedException {
            CountDownLatch goOn = new CountDownLatch(1);
            ExecutorService threads = Executors.newSingleThreadExecutor();
            try (Cdp cdp = open(builder -> builder.deliverOn(threads))) {
                attach(cdp, TERMS, firing -> goOn.await());
                for (int i = 0; i < 20; i++) {
                    visit(cdp, "u" + i);
                }
                assertThat(taken).isEmpty();
                goOn.countDown();
                cdp.advance();
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            try (Cdp cdp = open()) {
                attach(cdp, TERMS, firing -> {});
                cdp.advance();
                assertThat(taken).hasSize(20).doesNotHaveDuplicates();
            }
        }

        @Test
        void or_only_when_somebody_advances() {
            try (Cdp cdp = open(CdpBuilder::deliverOnAdvance)) {
                attach(cdp, TERMS, firing -> {});
                visit(cdp, "ann");
                visit(cdp, "bob");
                assertThat(taken).isEmpty();
                cdp.advance();
                assertThat(taken).hasSize(2);
            }
        }
    }
}
