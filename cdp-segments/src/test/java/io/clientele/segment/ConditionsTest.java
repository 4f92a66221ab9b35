package io.clientele.segment;

import static io.clientele.segment.Conditions.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.internal.match.PropertyTest;
import io.clientele.segment.internal.measure.Formula;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Conditions as values. */
class ConditionsTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final EventType ORDER = EventType.named("Order Completed");

    @Nested
    class A_condition_as_a_value {

        @Test
        void equals_one_said_the_same_way_and_no_other() {
            assertThat(did(CART).within(Duration.ofDays(1)).atLeast(2))
                    .isEqualTo(did(CART).within(Duration.ofHours(24)).atLeast(2))
                    .hasSameHashCodeAs(did(CART).within(Duration.ofHours(24)).atLeast(2))
                    .isNotEqualTo(did(CART).within(Duration.ofDays(1)).atLeast(3))
                    .isNotEqualTo(lastDid(CART));
        }

        @Test
        void does_not_change_when_more_is_said() {
            EventCondition cart = did(CART);
            cart.where("price", atLeast(10)).within(Duration.ofDays(1)).atLeast(2);
            assertThat(cart).isEqualTo(did(CART));
        }

        @Test
        void did_not_is_at_most_never() {
            assertThat(didNot(ORDER)).isEqualTo(did(ORDER).atMost(0));
        }

        @Test
        void says_itself_in_words() {
            assertThat(lastDid(CART)
                            .where("price", atLeast(10))
                            .within(Duration.ofDays(1))
                            .andThenNot(ORDER)
                            .forAtLeast(Duration.ofMinutes(30))
                            .describe())
                    .isEqualTo("last did Product Added where price at least 10 within 1 day"
                            + " and then not Order Completed for at least 30m");
        }

        @Test
        void says_in_plain_words_that_something_did_not_happen_or_what_asks_nothing() {
            assertThat(didNot(ORDER).within(Duration.ofDays(2)).describe())
                    .isEqualTo("did not Order Completed within 2 days");
            assertThat(did(ORDER).exactly(1).describe()).isEqualTo("did Order Completed exactly 1 time");
            assertThat(did(ORDER).atMost(3).describe()).isEqualTo("did Order Completed at most 3 times");
            assertThat(Condition.ofJson("{\"kind\":\"all\",\"of\":[]}").describe())
                    .isEqualTo("whoever there is");
            assertThat(Condition.ofJson("{\"kind\":\"any\",\"of\":[]}").describe())
                    .isEqualTo("nobody");
        }

        @Test
        void shows_no_value_in_its_text() {
            assertThat(trait(Trait.EMAIL).is("ann@example.org").toString()).isEqualTo("trait");
        }
    }

    @Nested
    class The_JSON_form {

        @Test
        void of_random_conditions_reads_back_as_an_equal_condition() {
            for (long seed = 0; seed < 5_000; seed++) {
                Condition condition = new Draw(seed).condition(3);
                assertThat(Condition.ofJson(condition.json()))
                        .as("seed %s", seed)
                        .isEqualTo(condition);
            }
        }

        @Test
        void of_every_kind_reads_back_as_an_equal_condition() {
            Instant time = Instant.parse("2026-01-01T00:00:00Z");
            List<Condition> kinds = List.of(
                    did(CART).where("at", before(time)).since(time).exactly(3),
                    did(CART).where("at", after(time).negate()).where("n", isOneOf(1, "2", true)),
                    lastDid(CART)
                            .andThenNot(did(ORDER).where("x", startsWith("y")))
                            .same("a", "b[*].c"),
                    did(CART)
                            .then(ORDER)
                            .within(Duration.ofHours(1))
                            .then(ORDER)
                            .same("a", "b", "c"),
                    sumOf(did(ORDER), "total").in("GBP").moreThan(99.5),
                    averageOf(did(ORDER), "total").lessThan(3),
                    distinctOf(did(ORDER).within(Duration.ofDays(3)), "items[*].id")
                            .atMost(2),
                    did(CART).between(Duration.ofDays(1), Duration.ofDays(7)).atLeast(2),
                    trait(Trait.COUNTRY).isOneOf("DE", "AT"),
                    trait(Trait.date("birthday")).lessThan(LocalDate.of(2000, 2, 29)),
                    trait(Trait.time("seen")).moreThan(time),
                    trait(Trait.number("age")).atMost(new BigDecimal("17.5")),
                    trait(Trait.flag("vip")).isNot(true),
                    did(CART).where("sku", is("a").ignoreCase().ofAll()).lastDays(7, BERLIN),
                    did(CART).thisWeek(BERLIN).same("sku").exactly(2),
                    did(CART).last(3).andThenNot(ORDER).forAtLeast(Duration.ofDays(1)),
                    firstOf(did(ORDER), "coupon").is("A", "B"),
                    lastOf(did(ORDER).thisMonth(BERLIN), "total").atLeast(5),
                    distinctDays(did(CART), BERLIN).moreThan(3),
                    countOf(did(ORDER))
                            .dividedBy(countOf(did(CART)))
                            .same("sku", "items[*].sku")
                            .lessThan(0.1),
                    sumOf(did(ORDER), "total").minus(sumOf(did(CART), "total")).moreThan(0),
                    trait(Trait.EMAIL).ignoreCase().startsWith("A"),
                    trait(Trait.COUNTRY).contains("E"),
                    trait(Trait.time("trial_ends")).inNext(Duration.ofDays(2)),
                    trait(Trait.date("birthday")).anniversary(BERLIN, Duration.ofDays(7)),
                    Aggregate.favouriteOf(did(CART), "category").is("shoes"),
                    Aggregate.averageGapOf(did(ORDER)).lessThan(86_400),
                    memberOf("vip"),
                    Cutoff.reached("big-spenders"),
                    any(not(consented(Purpose.ANALYTICS)), did(CART)).and(did(ORDER)));
            kinds.forEach(kind -> assertThat(Condition.ofJson(kind.json())).isEqualTo(kind));
        }

        @Test
        void that_is_wrong_is_refused_with_the_place() {
            refused("{'kind':'magic'}", "condition.kind is unknown");
            refused("{'kind':'all','of':[{'kind':'did'}]}", "condition.of[0].event must be a text");
            refused("{'kind':'did','event':'A','withn':'P1D'}", "condition.withn is unknown");
            refused(
                    "{'kind':'did','event':'A','within':'1 day'}",
                    "condition.within must be a duration such as PT30M or P7D");
            refused("{'kind':'did','event':'A','within':'PT0S'}", "condition: within must be longer than nothing");
            refused(
                    "{'kind':'did','event':'A','between':['P1D','P1D']}",
                    "condition: between goes from a shorter time ago to a longer");
            refused("{'kind':'did','event':'A','between':['P1D']}", "condition.between must hold two durations");
            refused(
                    "{'kind':'did','event':'A','within':'P1D','since':'2026-01-31T00:00:00Z'}",
                    "condition has more than one window");
            refused("{'kind':'did','event':'A','since':5}", "condition.since must be a text");
            refused("{'kind':'did','event':'A','at_least':1.5}", "condition.at_least must be a whole number");
            refused("{'kind':'not','of':{'kind':'any','of':{}}}", "condition.of.of must be a list");
            refused(
                    "{'kind':'did','event':'A','where':[{'path':'p','match':'like'}]}",
                    "condition.where[0].match is unknown");
            refused(
                    "{'kind':'did','event':'A','where':[{'path':'p','match':'is'}]}",
                    "condition.where[0]: is needs a value, or several of which it may be one");
            refused(
                    "{'kind':'did','event':'A','where':[{'path':'p','match':'exists','value':['x']}]}",
                    "condition.where[0]: exists needs no value");
            refused(
                    "{'kind':'did','event':'A','where':[{'path':'p','match':'more_than','value':['x']}]}",
                    "condition.where[0]: more than needs one number");
            refused("{'kind':'did','event':'A','days':7}", "condition.zone must be a text");
            refused(
                    "{'kind':'did','event':'A','days':7,'zone':'Berlin'}",
                    "condition.zone must be a time zone such as Europe/Berlin");
            refused("{'kind':'did','event':'A','last':0}", "condition: last must be 1 to 1000000");
            refused("{'kind':'did','event':'A','last':3,'within':'P1D'}", "condition has more than one window");
            refused("{'kind':'ratio','of':[{'kind':'vague'}],'at_least':1}", "condition.of[0].kind is unknown");
            refused(
                    "{'kind':'ratio','of':[{'kind':'count','of':{'kind':'did','event':'A'}}],'at_least':1}",
                    "condition: two aggregates are set against each other");
            refused(
                    "{'kind':'sum','of':{'kind':'did','event':'A'},'path':'n','is':['x']}",
                    "condition: only the first, last or most frequent value may be something else than a number");
            refused(
                    "{'kind':'did','event':'A','where':[{'path':'p','match':'at_least','value':[1],'ignore_case':true}]}",
                    "condition.where[0]: at_least knows no upper and lower case");
            refused(
                    "{'kind':'trait','trait':'age','type':'number','match':'contains','value':[1]}",
                    "condition: only a text contains or starts with something");
            refused(
                    "{'kind':'trait','trait':'age','type':'number','match':'in_next','ahead':'P1D','zone':'UTC'}",
                    "condition: only a date or time comes");
            refused("{'kind':'member_of','segment':' '}", "condition: segment must not be blank");
            refused("{'kind':'did','event':'A','event':'B'}", "condition is not JSON in line 1, column 34");
            refused("{'kind':'did','event':null}", "condition.event is null");
            refused("[]", "condition is not one JSON object");
        }

        @Test
        void of_a_chain_refuses_what_has_no_meaning_in_its_first_step() {
            String[] meaningless = {
                "'kind':'did','event':'A','at_least':3", "condition.steps[0]: a count has no meaning before then",
                "'kind':'last_did','event':'A'", "condition.steps[0]: lastDid goes with andThenNot; say did",
                "'kind':'did','event':'A','last':2", "condition.steps[0]: last has no meaning before then",
                "'kind':'did','event':'A','same':'x'", "condition.steps[0]: same comes at the end, and not before then"
            };
            for (int i = 0; i < meaningless.length; i += 2) {
                refused(
                        "{'kind':'then','steps':[{" + meaningless[i] + "},{'kind':'did','event':'B'}]}",
                        meaningless[i + 1]);
            }
            refused(
                    "{'kind':'then','steps':[{'kind':'did','event':'A'},{'kind':'did','event':'B','within':'P1D'}]}",
                    "condition.steps[1]: a window or lastDid has no meaning after then");
        }

        @Test
        void with_more_than_one_count_is_refused() {
            String reason = "condition has more than one of at_least, at_most, exactly";
            refused("{'kind':'did','event':'A','at_least':2,'at_most':3}", reason);
            refused("{'kind':'did','event':'A','at_least':1,'exactly':1}", reason);
            refused("{'kind':'did','event':'A','exactly':0,'at_most':0}", reason);
        }

        @Test
        void with_another_number_of_paths_or_a_blank_one_is_refused() {
            String then = "{'kind':'then','steps':[{'kind':'did','event':'A'},{'kind':'did','event':'B'}],'same':";
            refused(then + "['x']}", "condition.same must hold one path for each step");
            refused(then + "['x','y','z']}", "condition.same must hold one path for each step");
            refused(then + "['x',' ']}", "condition.same must not be blank");
            String absent = "{'kind':'and_then_not','first':{'kind':'did','event':'A'},"
                    + "'answer':{'kind':'did','event':'B'},'for_at_least':'PT1S','same':";
            refused(absent + "['x']}", "condition.same must hold two paths");
            refused(absent + "['x','y','z']}", "condition.same must hold two paths");
            refused(absent + "['','y']}", "condition.same must not be blank");
            refused("{'kind':'did','event':'A','same':''}", "condition.same must not be blank");
            refused(
                    "{'kind':'did','event':'A','where':[{'path':' ','match':'exists'}]}",
                    "condition.where[0].path must not be blank");
            String count = "{'kind':'count','of':{'kind':'did','event':'A'},'at_least':2,'same':";
            refused(count + "['x','y']}", "condition.same must hold one path for each aggregate");
            refused(count + "['']}", "condition.same must not be blank");
            refused(
                    "{'kind':'sum','of':{'kind':'did','event':'A'},'path':'','at_least':2}",
                    "condition.path must not be blank");
        }

        @Test
        void of_a_step_that_comes_before_the_one_before_it_is_refused() {
            refused(
                    "{'kind':'then','steps':[{'kind':'did','event':'A'},"
                            + "{'kind':'did','event':'B','after_at_most':'PT-5S'}]}",
                    "condition.steps[1].after_at_most must not be negative");
        }

        private static void refused(String json, String message) {
            assertThatThrownBy(() -> Condition.ofJson(json.replace('\'', '"')))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
        }

        @Test
        void nests_far_deeper_than_anyone_needs_and_says_where_that_ends() {
            Condition deep = did(CART);
            for (int level = 0; level < 90; level++) {
                deep = level % 2 == 0 ? not(deep) : any(deep, did(ORDER));
            }
            assertThat(Condition.ofJson(deep.json())).isEqualTo(deep);
            Segment segment = Segment.named("deep").purpose(Purpose.ANALYTICS).when(deep);
            assertThat(Segment.of("deep", segment.body())).isEqualTo(segment);
            assertThat(Segment.ofJson(segment.json())).isEqualTo(segment);
            refused(
                    "{'kind':'not','of':".repeat(200) + "{}" + "}".repeat(200),
                    "the condition is nested deeper than 200");
        }

        @Test
        void that_the_documentation_shows_is_what_is_read_and_written() throws IOException {
            String page = Files.readString(Path.of("..", "docs", "segments.md"));
            List<String> shown = Pattern.compile("```json\\n(.*)\\n```")
                    .matcher(page)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(shown).hasSize(3);
            assertThat(Segment.ofJson(shown.get(0)).json()).isEqualTo(shown.get(0));
            assertThat(Condition.ofJson(shown.get(1)).json()).isEqualTo(shown.get(1));
            assertThat(Condition.ofJson(shown.get(2)).json()).isEqualTo(shown.get(2));
        }

        @Test
        void names_each_of_its_fields_and_words_in_the_documentation() throws IOException {
            String page = Files.readString(Path.of("..", "docs", "segments.md"));
            String schema = page.substring(page.indexOf("# Conditions as JSON"));
            List<Condition> days = List.of(
                    trait(Trait.date("d")).isDay(3, BERLIN),
                    trait(Trait.time("t")).isDayOfYear(-3, BERLIN));
            days.forEach(day -> assertThat(Condition.ofJson(day.json())).isEqualTo(day));
            Set<String> written = new TreeSet<>();
            days.forEach(day -> words(day.tree(), written));
            for (long seed = 0; seed < 5_000; seed++) {
                words(new Draw(seed).condition(3).tree(), written);
            }
            for (PropertyTest.Op op : PropertyTest.Op.values()) {
                written.add(op.key());
            }
            for (Formula formula : Formula.values()) {
                written.add(formula.key());
            }
            assertThat(written).contains("day_of_year", "days", "average_gap", "last_did", "ignore_case", "weeks");
            assertThat(written).allSatisfy(word -> assertThat(schema).contains("`" + word + "`"));
        }

        /** Every name of a field, and every kind and match. */
        private static void words(Object tree, Set<String> into) {
            if (tree instanceof List<?> list) {
                list.forEach(each -> words(each, into));
            } else if (tree instanceof Map<?, ?> fields) {
                fields.forEach((name, value) -> {
                    into.add(name.toString());
                    if (name.equals("kind") || name.equals("match") || name.equals("type")) {
                        into.add(value.toString());
                    } else {
                        words(value, into);
                    }
                });
            }
        }

        @Test
        void of_the_first_stores_still_reads() {
            Condition condition = any(did(CART).within(Duration.ofDays(1)), not(did(ORDER)));
            Properties body =
                    Properties.of(Map.of("kind", "segment", "purpose", "analytics", "condition", condition.tree()));
            assertThat(Segment.of("old", body).condition()).isEqualTo(condition);
        }
    }

    @Nested
    class What_has_no_meaning {

        @Test
        void is_refused() {
            assertThatThrownBy(() -> did(CART).atLeast(2).andThenNot(ORDER)).hasMessageContaining("count");
            assertThatThrownBy(() -> did(CART).then(did(ORDER).within(Duration.ofDays(1))))
                    .hasMessageContaining("window");
            assertThatThrownBy(() -> lastDid(CART).then(ORDER)).hasMessageContaining("lastDid");
            assertThatThrownBy(() -> lastDid(CART).atLeast(2)).hasMessageContaining("lastDid");
            assertThatThrownBy(() -> did(CART).within(Duration.ZERO)).hasMessageContaining("within");
            assertThatThrownBy(() -> did(CART).atLeast(-1)).hasMessageContaining("negative");
            assertThatThrownBy(() -> sumOf(did(CART).atLeast(2), "x")).hasMessageContaining("count");
            assertThatThrownBy(() -> sumOf(did(CART).same("x"), "x")).hasMessageContaining("same");
            assertThatThrownBy(() -> did(CART).same("x").andThenNot(ORDER)).hasMessageContaining("same");
            assertThatThrownBy(() -> did(CART).last(2).then(ORDER)).hasMessageContaining("last");
            assertThatThrownBy(() -> lastDid(CART).last(2)).hasMessageContaining("lastDid");
            assertThatThrownBy(() -> did(CART).then(ORDER).same(" ")).hasMessageContaining("blank");
            assertThatThrownBy(() -> did(CART).andThenNot(ORDER).same("a", "")).hasMessageContaining("blank");
            assertThatThrownBy(() -> countOf(did(CART)).same("")).hasMessageContaining("blank");
            assertThatThrownBy(() -> trait(Trait.COUNTRY).inNext(Duration.ofDays(1)))
                    .hasMessageContaining("date");
            assertThatThrownBy(() -> trait(Trait.date("x")).anniversary(BERLIN, Duration.ofDays(365)))
                    .hasMessageContaining("364");
        }

        @Test
        void a_segment_without_a_purpose_is_refused_with_a_sentence() {
            assertThatThrownBy(() -> Segment.named("x").when(did(CART)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("segment x names no purpose: say purpose(...) before when(...)");
        }
    }
}
