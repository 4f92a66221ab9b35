package io.clientele.examples;

import static io.clientele.commerce.CommerceEvents.PRODUCT_VIEWED;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.SERVICE;
import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.access.Access;
import io.clientele.access.AccessModule;
import io.clientele.access.BreakGlass;
import io.clientele.access.Card;
import io.clientele.access.Line;
import io.clientele.access.Operation;
import io.clientele.access.Principal;
import io.clientele.access.Role;
import io.clientele.access.Shown;
import io.clientele.access.View;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.model.Trait;
import io.clientele.schema.Category;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/access.md shows is here, and does what is said there. */
class AccessGuideTest {

    // region role
    private static final Role TILL = Role.named("till")
            .may(Operation.FIND, Operation.PROFILE)
            .usedFor(SERVICE)
            .shows(Category.IDENTITY)
            .masks(Category.CONTACT);
    // endregion

    @TempDir
    Path directory;

    // region counts
    private Map<String, Integer> counts(Cdp open) {
        Segments segments = Segments.of(open);
        return segments.all().stream().collect(Collectors.toMap(Segment::name, segments::count));
    }
    // endregion

    @Test
    void every_piece_of_code_in_the_page_is_a_region_of_this_test() throws IOException {
        String here = Files.readString(Path.of("src/test/java/io/clientele/examples/AccessGuideTest.java"));
        Matcher pieces = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "access.md")));
        List<String> regions = new ArrayList<>();
        Matcher found = Pattern.compile("// region \\w+\n(.*?)// endregion", Pattern.DOTALL)
                .matcher(here);
        while (found.find()) {
            regions.add(bare(found.group(1)));
        }
        int count = 0;
        while (pieces.find()) {
            count++;
            assertThat(regions).contains(bare(pieces.group(1)));
        }
        assertThat(count).isEqualTo(5);
    }

    private static String bare(String code) {
        return code.replace("private static final", "").replaceAll("\\s", "");
    }

    @Test
    void support_sees_a_customer_on_a_ticket_and_more_once_the_officer_agrees() {
        // region open
        Cdp cdp = Cdp.in(directory)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .with(AccessModule.standard().roles(TILL).counting(this::counts))
                .open();
        // endregion
        try (cdp) {
            cdp.identify(Identifier.userId("42"), i -> i.set(Trait.EMAIL, "anna@example.org"));
            Segments.of(cdp).define(Segment.named("lookers").purpose(ANALYTICS).when(did(PRODUCT_VIEWED)));
            View officer = Access.of(cdp).as(Principal.person("dpo", "officer"));
            // region view
            View view =
                    Access.of(cdp).as(Principal.person("staff-17", "support").ticket("T-4711"));
            Optional<Card> card = view.profile(Identifier.userId("42"), SERVICE);
            List<Line> done = view.timeline(Identifier.userId("42"), SERVICE);
            // endregion
            assertThat(card.orElseThrow().traits()).containsExactly(new Shown("email", "a•••@e•••.org", true));
            assertThat(done).hasSize(1);

            // region glass
            BreakGlass asked =
                    view.breakGlass(Identifier.userId("42"), SERVICE, "parcel went astray", Duration.ofHours(2));
            BreakGlass broken = officer.approve(asked.id());
            // endregion
            assertThat(broken.until()).isPresent();
            assertThat(view.profile(Identifier.userId("42"), SERVICE)
                            .orElseThrow()
                            .traits())
                    .containsExactly(new Shown("email", "anna@example.org", false));
            assertThat(officer.reads(Identifier.userId("42"))).hasSize(5);
            assertThat(Access.of(cdp).as(Principal.person("m-1", "marketer")).counts())
                    .isEqualTo(Map.of("lookers", OptionalInt.empty()));
        }
    }
}
