package io.clientele.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Evidence;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two thousand records of a shop with every kind of trap, and a few decisions, in random orders with duplicates: persons,
 * refused links and explanations must be the same to the bit.
 */
class PermutationsTest {

    private static final int RECORDS = 2_000;
    private static final int PEOPLE = 500;

    @Test
    void random_orders_of_two_thousand_records_give_the_same_to_the_bit() {
        permuted(20_261_133, 6);
    }

    @Test
    @Tag("deep")
    void a_thousand_random_orders_of_two_thousand_records_give_the_same_to_the_bit() {
        for (int set = 0; set < 20; set++) {
            permuted(20_261_134 + set, 50);
        }
    }

    private static void permuted(long seed, int orders) {
        List<Object> records = new Shop(seed).records();
        String expected = "";
        for (int order = 0; order < orders; order++) {
            List<Object> shuffled = new ArrayList<>(records);
            shuffled.addAll(records.subList(0, RECORDS / 10));
            Collections.shuffle(shuffled, new Random(seed * 31 + order));
            String actual = fingerprint(engine(shuffled), records);
            assertThat(actual).as("seed %d, order %d", seed, order).isEqualTo(order == 0 ? actual : expected);
            expected = actual;
        }
    }

    @Test
    void the_records_come_across_every_fate_of_a_link() {
        List<Object> records = new Shop(20_261_133).records();
        IdentityEngine engine = engine(records);
        Set<Link.State> states = new TreeSet<>();
        named(records).forEach(who -> engine.links(who).forEach(link -> states.add(link.state())));
        assertThat(states)
                .contains(
                        Link.State.JOINS,
                        Link.State.CONFIRMS,
                        Link.State.REFUSED,
                        Link.State.SHARED,
                        Link.State.APART,
                        Link.State.TAKEN_BACK);
    }

    private static IdentityEngine engine(List<Object> records) {
        IdentityEngine engine = IdentityEngine.with(IdentityRules.standard());
        Map<String, Evidence> added = new HashMap<>();
        for (Object record : records) {
            if (record instanceof Evidence evidence) {
                added.put(evidence.id(), evidence);
                engine.add(evidence);
            } else if (record instanceof IdentityDecision decision) {
                engine.decide(decision, centres -> about(engine, added.values(), centres));
            }
        }
        return engine;
    }

    private static List<Evidence> about(
            IdentityEngine engine, Collection<Evidence> all, Collection<Identifier> centres) {
        return all.stream()
                .filter(evidence -> centres.contains(engine.strongest(evidence.identifiers())))
                .toList();
    }

    private static Set<Identifier> named(List<Object> records) {
        Set<Identifier> all = new TreeSet<>(IdentityRules.standard()::compare);
        records.stream()
                .filter(Evidence.class::isInstance)
                .forEach(record -> all.addAll(((Evidence) record).identifiers()));
        return all;
    }

    /** A digest of every person, every link with what became of it and why, how each person came together, and
     * what keeps those apart whom a pin names. */
    private static String fingerprint(IdentityEngine engine, List<Object> records) {
        MessageDigest digest = sha256();
        Set<Identifier> pinned = new TreeSet<>(engine.rules()::compare);
        engine.decisions().stream()
                .filter(decision -> decision.kind() == IdentityDecision.Kind.APART)
                .forEach(decision -> pinned.addAll(decision.identifiers()));
        for (Identifier who : named(records)) {
            Set<Identifier> person = new TreeSet<>(engine.rules()::compare);
            person.addAll(engine.subject(who).identifiers());
            person.forEach(member -> update(digest, member));
            engine.links(who).forEach(link -> update(digest, link));
            Identifier first = person.iterator().next();
            if (who.equals(first)) {
                engine.how(who).forEach(link -> update(digest, link));
            }
            engine.why(first, who).forEach(link -> update(digest, link));
            if (pinned.contains(who)) {
                pinned.stream()
                        .limit(3)
                        .forEach(other -> engine.whyNot(who, other).forEach(link -> update(digest, link)));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, Link link) {
        update(digest, link.stronger());
        update(digest, link.weaker());
        update(digest, link.state() + " " + link.limit() + link.decision() + link.time() + link.evidence());
        Set<Identifier> way = new TreeSet<>(IdentityRules.standard()::compare);
        way.addAll(link.inTheWay());
        way.forEach(identifier -> update(digest, identifier));
    }

    private static void update(MessageDigest digest, Identifier identifier) {
        update(digest, identifier.namespace() + " " + identifier.value());
    }

    private static void update(MessageDigest digest, String text) {
        digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Draws what people of a shop let it see: own and shared browsers, accounts, addresses of a household, a kiosk, mistakes. */
    private static final class Shop {

        private final SplittableRandom random;

        Shop(long seed) {
            random = new SplittableRandom(seed);
        }

        List<Object> records() {
            List<Object> records = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                records.add(new Evidence("e" + i, Instant.ofEpochSecond(random.nextInt(900)), seen()));
            }
            for (int i = 0; i < 12; i++) {
                records.add(decision("d" + i, Instant.ofEpochSecond(random.nextInt(900))));
            }
            for (int i = 0; i < 40; i++) {
                records.add(apart("p" + i, Instant.ofEpochSecond(random.nextInt(900))));
            }
            return records;
        }

        private List<Identifier> seen() {
            int person = random.nextInt(PEOPLE);
            List<Identifier> seen = new ArrayList<>(List.of(browser(person)));
            if (random.nextInt(3) > 0) {
                seen.add(Identifier.userId("user-" + person));
            }
            if (random.nextInt(8) == 0) {
                seen.add(Identifier.loyaltyId("card-" + about(person, 12)));
            }
            if (random.nextInt(3) == 0) {
                seen.add(Identifier.email("mail" + about(person, 30) + "@example.org"));
            }
            if (random.nextInt(4) == 0) {
                seen.add(Identifier.phone("+4915" + (1_000_000 + about(person, 12))));
            }
            if (random.nextInt(5) == 0) {
                seen.add(Identifier.orderId("o" + person + "-" + random.nextInt(4)));
            }
            return seen;
        }

        private Identifier browser(int person) {
            return switch (random.nextInt(40)) {
                case 0 -> Identifier.anonymousId("kiosk-" + random.nextInt(3));
                case 1, 2, 3 -> Identifier.anonymousId("household-" + person / 3);
                case 4, 5 -> Identifier.deviceId("phone-" + person);
                default -> Identifier.anonymousId("browser-" + person + "-" + random.nextInt(4));
            };
        }

        /** The person's own number, or once in a while a neighbour's, or the one that is written where none is known. */
        private int about(int person, int often) {
            int dice = random.nextInt(often);
            return dice == 0 ? 0 : dice == 1 ? Math.floorMod(person + 1, PEOPLE) : person;
        }

        /** Keeps somebody of a few apart from one of few browsers of a neighbour, so that several pins forbid one link. */
        private IdentityDecision apart(String id, Instant at) {
            int person = random.nextInt(6);
            Identifier other = Identifier.anonymousId("browser-" + random.nextInt(6) + "-" + random.nextInt(4));
            return switch (random.nextInt(3)) {
                case 0 -> IdentityDecision.apart(id, at, Identifier.userId("user-" + person), other);
                case 1 -> IdentityDecision.apart(id, at, Identifier.email("mail" + person + "@example.org"), other);
                default -> IdentityDecision.apart(id, at, Identifier.loyaltyId("card-" + person), other);
            };
        }

        private IdentityDecision decision(String id, Instant at) {
            int person = random.nextInt(PEOPLE);
            Identifier account = Identifier.userId("user-" + person);
            Identifier browser = Identifier.anonymousId("browser-" + person + "-0");
            return switch (random.nextInt(5)) {
                case 0 -> IdentityDecision.block(id, at, Identifier.anonymousId("household-" + person / 3));
                case 1 -> IdentityDecision.forget(id, at, Identifier.email("mail" + person + "@example.org"));
                case 2 -> IdentityDecision.apart(id, at, account, browser);
                case 3 -> IdentityDecision.split(id, at, List.of(account), List.of(browser));
                default -> IdentityDecision.together(id, at, Identifier.loyaltyId("card-" + person), account);
            };
        }
    }
}
