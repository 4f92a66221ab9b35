package io.clientele.benchmarks;

import io.clientele.rules.HouseRules;
import io.clientele.rules.ModuleFolder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> programs_use_what_a_host_can_use() {
        return HouseRules.programs().over(List.of(ModuleFolder.of(HouseRulesTest.class)));
    }
}
