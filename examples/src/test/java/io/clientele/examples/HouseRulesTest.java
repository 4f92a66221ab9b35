package io.clientele.examples;

import io.clientele.rules.HouseRules;
import io.clientele.rules.ModuleFolder;
import io.clientele.rules.SourceRules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class HouseRulesTest {
    private final ModuleFolder examples = ModuleFolder.of(HouseRulesTest.class);

    @TestFactory
    Stream<DynamicTest> programs_use_what_a_host_can_use() {
        return HouseRules.programs().over(List.of(examples));
    }

    @TestFactory
    Stream<DynamicTest> all_modules_together_keep_the_arrows() {
        return HouseRules.together()
                .over(Stream.of("cdp-core", "cdp-consent", "cdp-identity", "cdp-segments", "examples")
                        .map(examples::beside)
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> the_sources_keep_the_house_style() {
        return SourceRules.over(examples.project());
    }
}
