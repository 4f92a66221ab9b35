package io.clientele.keys;

import io.clientele.internal.seal.BlindIndex;
import io.clientele.internal.seal.Gcm;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One key of Vault's transit engine, with versions, that really encrypts. */
public final class FakeVault extends FakeService {

    public static final String TOKEN = "hvs.CAESICanary";

    private final List<byte[]> versions = new CopyOnWriteArrayList<>();
    private final String key;
    private final boolean derived;
    private final Gcm gcm = new Gcm();
    private volatile int minDecryptionVersion = 1;

    public FakeVault(String key, boolean derived) {
        this.key = key;
        this.derived = derived;
        rotate();
    }

    public void rotate() {
        byte[] next = new byte[32];
        new SecureRandom().nextBytes(next);
        versions.add(next);
    }

    public void minDecryptionVersion(int version) {
        minDecryptionVersion = version;
    }

    /** How this key is reached. */
    public VaultTransit provider() {
        return VaultTransit.of(address(), key, () -> TOKEN);
    }

    @Override
    Response busy() {
        return error(429, "request limit reached");
    }

    @Override
    Response outage() {
        return error(503, "Vault is sealed");
    }

    @Override
    Response answer(Request request) {
        if (!TOKEN.equals(request.headers().get("x-vault-token"))) {
            return error(403, "permission denied");
        }
        String[] path = request.path().split("/", -1);
        if (path.length != 5 || !path[4].equals(key)) {
            return error(404, "no handler for route");
        }
        if (request.tree().get("context") == null && derived) {
            return error(400, "missing 'context' for key derivation; the key was created using a derived key");
        }
        try {
            return operate(path[3], request);
        } catch (IllegalArgumentException noBase64) {
            return error(400, "invalid ciphertext: could not decode base64");
        }
    }

    private Response operate(String operation, Request request) {
        return switch (operation) {
            case "encrypt" -> data("ciphertext", encrypt(request, decoded(request, "plaintext")));
            case "decrypt" ->
                opened(request, p -> data("plaintext", Base64.getEncoder().encodeToString(p)));
            case "rewrap" -> opened(request, p -> data("ciphertext", encrypt(request, p)));
            default -> error(404, "no handler for route");
        };
    }

    private String encrypt(Request request, byte[] plain) {
        int version = versions.size();
        byte[] sealed = gcm.seal(master(version, request), plain, associated(request));
        return "vault:v" + version + ":" + Base64.getEncoder().encodeToString(sealed);
    }

    private Response opened(Request request, java.util.function.Function<byte[], Response> then) {
        String[] parts = request.tree().text("ciphertext").orElse("").split(":", -1);
        if (parts.length != 3 || !parts[0].equals("vault")) {
            return error(400, "invalid ciphertext: no prefix");
        }
        int version = Integer.parseInt(parts[1].substring(1));
        if (version < minDecryptionVersion) {
            return error(400, "ciphertext or signature version is disallowed by policy (too old)");
        }
        byte[] sealed = Base64.getDecoder().decode(parts[2]);
        Optional<byte[]> plain = version > versions.size()
                ? Optional.empty()
                : gcm.open(master(version, request), sealed, associated(request));
        return plain.map(then).orElseGet(() -> error(400, "cipher: message authentication failed"));
    }

    private byte[] master(int version, Request request) {
        byte[] master = versions.get(version - 1);
        return derived ? new BlindIndex(master).of(decoded(request, "context")) : master;
    }

    /** Vault's rewrap knows none. */
    private static byte[] associated(Request request) {
        boolean given =
                request.tree().get("associated_data") != null && !request.path().contains("/rewrap/");
        return given ? decoded(request, "associated_data") : new byte[0];
    }

    private static byte[] decoded(Request request, String field) {
        return Base64.getDecoder().decode(request.tree().text(field).orElseThrow());
    }

    private static Response data(String field, String value) {
        return new Response(200, Map.of("request_id", "1", "data", Map.of(field, value)));
    }

    private static Response error(int status, String text) {
        return new Response(status, Map.of("errors", List.of(text)));
    }
}
