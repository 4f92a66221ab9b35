package io.clientele.segment;

import io.clientele.rules.ApiLedger;
import io.clientele.rules.HouseRules;
import io.clientele.rules.ModuleFolder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> this_module_keeps_the_rules_of_architecture() {
        return HouseRules.published(
                        "io.clientele.segment.internal.FlagLeaf.NONE", "io.clientele.segment.internal.Leaf.NONE")
                .over(List.of(ModuleFolder.of(HouseRulesTest.class)));
    }

    @Test
    void the_exported_signatures_are_those_of_the_ledger() {
        ApiLedger.of(HouseRulesTest.class).check();
    }
}
