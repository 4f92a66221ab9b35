package io.clientele.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.model.Properties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Hashes and proofs that others' implementations of RFC 6962 accept and refuse. */
@Tag("acceptance")
class MerkleVectorsAcceptanceTest {

    private static final Path VECTORS =
            Path.of(System.getProperty("clientele.shared", "."), "data", "consent", "audit-merkle.jsonl");

    private static List<Properties> vectors() throws IOException {
        RecordCodec json = new RecordCodec(purpose -> Optional.empty());
        return Files.readAllLines(VECTORS).stream()
                .map(line -> json.decodeTree(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void there_are_vectors_of_each_kind() throws IOException {
        assertThat(vectors())
                .extracting(vector -> vector.text("format").orElseThrow())
                .contains("merkle-hash", "merkle-inclusion", "merkle-consistency")
                .hasSizeGreaterThan(90);
    }

    @TestFactory
    Stream<DynamicTest> every_vector_is_judged_as_expected() throws IOException {
        return vectors().stream().map(vector -> {
            String name =
                    vector.text("id").orElseThrow() + " " + vector.text("notes").orElse("");
            return DynamicTest.dynamicTest(name, () -> judge(vector));
        });
    }

    private static void judge(Properties vector) {
        switch (vector.text("format").orElseThrow()) {
            case "merkle-hash" ->
                assertThat(TreeHash.hex(hash(vector.text("input").orElse(""))))
                        .isEqualTo(vector.text("expected.sha256").orElseThrow());
            case "merkle-inclusion" -> assertThat(includes(vector)).isEqualTo(expected(vector));
            case "merkle-consistency" -> assertThat(extend(vector)).isEqualTo(expected(vector));
            default -> throw new AssertionError("a format that nobody judges");
        }
    }

    private static boolean expected(Properties vector) {
        return Boolean.parseBoolean(vector.text("expected.valid").orElseThrow());
    }

    private static byte[] hash(String input) {
        return input.startsWith("leaf:")
                ? new TreeHash().leaf(HexFormat.of().parseHex(input.substring("leaf:".length())))
                : new Frontier(new TreeHash()).root();
    }

    private static boolean includes(Properties vector) {
        Proofs.Head head = new Proofs.Head(number(vector, "input.treeSize"), bytes(vector, "input.root"));
        return Proofs.includes(bytes(vector, "input.leafHash"), number(vector, "input.leafIdx"), head, proof(vector));
    }

    private static boolean extend(Properties vector) {
        Proofs.Head before = new Proofs.Head(number(vector, "input.size1"), bytes(vector, "input.root1"));
        Proofs.Head after = new Proofs.Head(number(vector, "input.size2"), bytes(vector, "input.root2"));
        return Proofs.extend(before, after, proof(vector));
    }

    private static long number(Properties vector, String path) {
        return vector.number(path).orElseThrow().longValue();
    }

    private static byte[] bytes(Properties vector, String path) {
        return Base64.getDecoder().decode(vector.text(path).orElse(""));
    }

    private static List<byte[]> proof(Properties vector) {
        return vector.all("input.proof[*]").stream()
                .map(hash -> Base64.getDecoder().decode(hash.toString()))
                .toList();
    }
}
