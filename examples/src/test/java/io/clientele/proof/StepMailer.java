package io.clientele.proof;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.internal.SystemTime;
import io.clientele.internal.outbox.State;
import io.clientele.internal.store.Batch;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Outbox;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A process that plans, hands over and acknowledges, and ends at a named step as if it were killed there: nothing is closed, flushed or
 * written after. Says before what was stored, given and acknowledged. Arguments: directory, round, step, how often the step is
 * reached before.
 */
final class StepMailer {

    static final int KILLED = 137;
    static final EventType VISIT = EventType.named("Visited").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);

    private static final int AT_ONCE = 4;

    /** Where it ends. */
    enum Step {
        /** As firings are about to be stored with what caused them. */
        PLANNING,
        /** They are stored, and nobody was asked about them. */
        PLANNED,
        /** One is judged and about to be handed over. */
        JUDGED,
        /** One is handed over, and its handler has not returned. */
        HANDED,
        /** Several are handed over in one call, which has not returned. */
        HANDED_TOGETHER,
        /** Hand-overs are about to be noted. */
        NOTING,
        /** They are noted. */
        NOTED,
        /** An acknowledgement is about to be noted. */
        ACKNOWLEDGING,
        /** It is noted. */
        ACKNOWLEDGED
    }

    private final Step last;
    private final List<String> given = new ArrayList<>();
    private int left;

    private StepMailer(Step last, int left) {
        this.last = last;
        this.left = left;
    }

    static Trigger trigger() {
        return Trigger.named("mail")
                .onEvent(VISIT)
                .purpose(Purpose.SERVICE)
                .channel("house")
                .neverStale();
    }

    static String who(Delivery delivery) {
        return delivery.profile().identifiers().get(0).value();
    }

    /** Ends here, if it is the step and has been reached often enough. */
    private void reach(Step step) {
        if (step == last && left-- == 0) {
            System.out.flush();
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private void reach(Batch batch, State state, Step step) {
        if (batch.outbox.stream().anyMatch(row -> row.state() == state.code())) {
            reach(step);
        }
    }

    private static void say(String what, String who, String id) {
        System.out.println(what + " " + who + " " + id + " .");
        System.out.flush();
    }

    /** Where messages go. */
    private final class House implements Destination {

        @Override
        public String name() {
            return "house";
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(Purpose.SERVICE);
        }

        @Override
        public int together() {
            return last == Step.HANDED_TOGETHER ? AT_ONCE : 1;
        }

        @Override
        public void send(Permitted<Delivery> delivery) {
            reach(Step.JUDGED);
            give(delivery.value(Purpose.SERVICE));
            reach(Step.HANDED);
        }

        @Override
        public Map<String, NotTakenException> sendAll(List<Permitted<Delivery>> deliveries) {
            deliveries.forEach(delivery -> give(delivery.value(Purpose.SERVICE)));
            reach(Step.HANDED_TOGETHER);
            return Map.of();
        }

        private void give(Delivery delivery) {
            say("given", who(delivery), delivery.id());
            given.add(delivery.id());
        }
    }

    private FaultyStore watched(FaultyStore store) {
        return store.watch(
                batch -> {
                    reach(batch, State.PLANNED, Step.PLANNING);
                    reach(batch, State.HANDED_OVER, Step.NOTING);
                    reach(batch, State.ACKNOWLEDGED, Step.ACKNOWLEDGING);
                },
                batch -> {
                    reach(batch, State.PLANNED, Step.PLANNED);
                    reach(batch, State.HANDED_OVER, Step.NOTED);
                    reach(batch, State.ACKNOWLEDGED, Step.ACKNOWLEDGED);
                });
    }

    private void run(Path folder, String round) {
        Cdp cdp = FaultyCdp.open(folder, SystemTime.wall(), World.modules(), real -> watched(new FaultyStore(real)));
        Triggers.of(cdp).attach(trigger(), new House());
        for (int n = 0; true; n += AT_ONCE) {
            List<Intake> visits = new ArrayList<>();
            for (int i = n; i < n + AT_ONCE; i++) {
                String who = round + "-" + i;
                visits.add(Event.of(VISIT)
                        .id(who)
                        .about(Identifier.userId(who), SystemTime.wall().instant(), "-"));
            }
            cdp.accept(visits);
            for (int i = n; i < n + AT_ONCE; i++) {
                say("stored", round + "-" + i, "");
            }
            for (String id : List.copyOf(given)) {
                if (cdp.service(Outbox.class).acknowledge(id)) {
                    say("acknowledged", "-", id);
                }
            }
            given.clear();
        }
    }

    public static void main(String... arguments) {
        new StepMailer(Step.valueOf(arguments[2]), Integer.parseInt(arguments[3]))
                .run(Path.of(arguments[0]), arguments[1]);
    }
}
