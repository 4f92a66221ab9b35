package io.clientele.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiLedgerTest {
    private static final String MODULE =
            "module shop { requires static org.jspecify; exports shop.api; exports shop.kit to java.logging; }";
    private static final String HIDDEN = "package shop.hidden; public class Till { public void ring() {} }";
    private static final String KIT = "package shop.kit; public class Kit { }";
    private static final String SHOWN = """
            package shop.api;
            import java.util.*;
            import java.util.function.Function;
            import org.jspecify.annotations.Nullable;
            public abstract class Basket<T extends Comparable<T>> implements Iterable<T> {
                public static final int LIMIT = 3;
                private int count;
                protected Basket(@Nullable String name) {}
                Basket() {}
                public @Nullable String find(List<? extends @Nullable T> list, byte[] bytes) { return null; }
                public static <K, V> Map<K, V> group(Function<? super K, ?> by, String... names) { return null; }
                protected abstract T first() throws java.io.IOException;
                void inside() {}
                public enum Kind { RED { public boolean warm() { return true; } }; public boolean warm() { return false; } }
                public record Item(String name, @Nullable Integer size) {}
                static class Own { public void none() {} }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void one_line_stands_for_each_visible_signature_of_an_exported_package() throws IOException {
        assertThat(signatures(SHOWN))
                .containsExactly(
                        "shop.api.Basket # @Nullable String find(List<? extends @Nullable T>, byte[])",
                        "shop.api.Basket # protected abstract T first() throws java.io.IOException",
                        "shop.api.Basket # protected new(@Nullable String)",
                        "shop.api.Basket # static <K, V> Map<K, V> group(Function<? super K, ?>, String[])",
                        "shop.api.Basket # static final int LIMIT",
                        "shop.api.Basket : abstract class<T extends Comparable<T>> implements Iterable<T>",
                        "shop.api.Basket.Item # @Nullable Integer size()",
                        "shop.api.Basket.Item # String name()",
                        "shop.api.Basket.Item # new(String, @Nullable Integer)",
                        "shop.api.Basket.Item : record",
                        "shop.api.Basket.Kind # boolean warm()",
                        "shop.api.Basket.Kind # constant RED",
                        "shop.api.Basket.Kind : enum");
    }

    @Test
    void the_ledger_is_written_on_demand_and_then_agrees() {
        ApiLedger ledger = ledger(SHOWN);
        assertThatThrownBy(ledger::check).isInstanceOf(AssertionError.class).hasMessageContaining("added: shop.api");
        ledger.write();
        ledger.check();
    }

    @Test
    void what_was_added_and_removed_is_named() {
        ledger(SHOWN).write();
        assertThatThrownBy(ledger(SHOWN.replace("LIMIT", "MOST"))::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("added: shop.api.Basket # static final int MOST")
                .hasMessageContaining("removed: shop.api.Basket # static final int LIMIT")
                .hasMessageContaining("-Dapi.update=true");
    }

    @Test
    void nullness_is_part_of_the_surface() {
        ledger(SHOWN).write();
        assertThatThrownBy(ledger(SHOWN.replace("public @Nullable String find", "public String find"))::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("removed: shop.api.Basket # @Nullable String find");
    }

    private List<String> signatures(String shown) throws IOException {
        Compiled compiled = Compiled.into(folder, MODULE, HIDDEN, KIT, shown);
        try (var loader = compiled.loader()) {
            return ApiLedger.at(compiled.folder(), folder.resolve("shop.txt"), loader)
                    .signatures();
        }
    }

    private ApiLedger ledger(String shown) {
        Compiled compiled = Compiled.into(folder, MODULE, HIDDEN, KIT, shown);
        return ApiLedger.at(compiled.folder(), folder.resolve("api").resolve("shop.txt"), compiled.loader());
    }
}
