package io.clientele.internal.codec;

import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.Definition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws whatever the model lets through: odd texts, odd numbers, deep trees. */
final class Drawn {

    private static final List<String> PIECES = List.of(
            "a", "Z", "0", "_", " ", "\"", "\\", "\0", "\u007f", "é", "ß", "\uFFFD", "漢", "\ud83d\ude00", "\u2028");
    private static final int DEEPEST = 16;

    private final SplittableRandom random;

    Drawn(long seed) {
        random = new SplittableRandom(seed);
    }

    Event event() {
        LawfulBasis basis = one(LawfulBasis.values());
        Purpose purpose = Purpose.named(name()).on(basis);
        PlainEventDraft draft = Event.of(EventType.named("!" + text(99)).collectedFor(purpose, basis));
        tree().asMap().forEach(draft::set);
        for (int more = random.nextInt(5); more > 0; more--) {
            draft.with(identifier());
        }
        return draft.from(text(200)).about(identifier(), time(), "!" + text(199));
    }

    ConsentAct act() {
        Purpose purpose = Purpose.named(name()).on(LawfulBasis.CONSENT);
        ConsentAct act = ConsentAct.of(
                        "!" + text(199), identifier(), purpose, one(ConsentAct.Decision.values()), time())
                .kind(one(ConsentAct.Kind.values()))
                .by(evidence());
        return random.nextBoolean() ? act : act.clamped(time());
    }

    private Evidence evidence() {
        Evidence least = Evidence.of(text(200), text(200));
        return switch (random.nextInt(4)) {
            case 0 -> least;
            case 1 -> least.method(text(200)).language(text(9)).raw(text(50));
            case 2 -> least.age(random.nextInt(151)).by(one(Evidence.Speaker.values()));
            default ->
                least.noticeId(text(50)).noticeHash(Evidence.sha256(text(50))).jurisdiction(text(5));
        };
    }

    Definition definition() {
        return new Definition("!" + text(199), time(), name(), text(300), tree());
    }

    Instant time() {
        return Instant.ofEpochMilli(random.nextLong(-3_000_000_000_000L, 300_000_000_000_000L));
    }

    private Identifier identifier() {
        return Identifier.of(name(), "!" + text(511));
    }

    /** A tree as deep as the model allows. */
    Properties tree() {
        return Properties.of(fields(random.nextInt(10) == 0 ? DEEPEST : 3, random.nextInt(12)));
    }

    private Map<String, Object> fields(int depth, int count) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            fields.put(text(256), value(depth - 1));
        }
        return fields;
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> random.nextBoolean();
            case 1 -> BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), random.nextInt(4));
            case 2 ->
                new BigDecimal(new BigInteger(random.nextInt(330), asJavaRandom()).negate(), random.nextInt(-100, 101));
            case 3 -> one(Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0L, 63L, 64L, -64L, -65L, 1L << 62);
            case 4 -> text(300);
            case 5 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                yield list;
            }
            default -> fields(depth, random.nextInt(3));
        };
    }

    private java.util.Random asJavaRandom() {
        return new java.util.Random(random.nextLong());
    }

    private String name() {
        char[] letters = new char[random.nextInt(1, 65)];
        Arrays.setAll(new int[letters.length], i -> letters[i] = "abcxyz019_".charAt(random.nextInt(10)));
        return new String(letters);
    }

    private String text(int longest) {
        int wanted = random.nextInt(8) == 0 ? longest : random.nextInt(Math.min(longest, 20));
        StringBuilder text = new StringBuilder();
        while (text.length() + 2 <= wanted) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    @SafeVarargs
    private <T> T one(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Bytes with something changed: a bit, a cut, an insertion, a piece from elsewhere. */
    byte[] damaged(byte[] good) {
        byte[] bad = good.clone();
        int at = random.nextInt(bad.length);
        return switch (random.nextInt(4)) {
            case 0 -> {
                bad[at] ^= (byte) (1 << random.nextInt(8));
                yield bad;
            }
            case 1 -> Arrays.copyOf(bad, at);
            case 2 -> {
                byte[] longer = Arrays.copyOf(bad, bad.length + 1);
                System.arraycopy(bad, at, longer, at + 1, bad.length - at);
                longer[at] = (byte) random.nextInt(256);
                yield longer;
            }
            default -> {
                System.arraycopy(good, random.nextInt(at + 1), bad, at, 1);
                yield bad;
            }
        };
    }
}
