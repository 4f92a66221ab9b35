package io.clientele.keys;

import io.clientele.internal.SystemTime;
import io.clientele.internal.codec.Json;
import io.clientele.keys.KeyService.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The transit engine of HashiCorp Vault, or of OpenBao, as a key provider. Immutable and thread-safe; a call takes a round
 * trip, tried again where Vault is busy, sealed or failing.
 *
 * <p>What a key is for is bound to it as Vault's {@code associated_data}, or as its {@code context} where the key is
 * {@linkplain #derived() derived}. After {@code vault write -f transit/keys/NAME/rotate}, {@code Keys.rotateMaster} wraps
 * everything under the new version; then {@code min_decryption_version} may be raised. The token needs the capability
 * {@code update} on {@code encrypt/NAME} and {@code decrypt/NAME}, and on {@code rewrap/NAME} for a derived key.
 *
 * <p>Source: Vault's API documentation, secrets engine transit.
 */
public final class VaultTransit implements KeyProvider {

    private static final String NAME = "Vault";
    private static final String CIPHERTEXT = "ciphertext";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Settings settings;
    private final KeyService service;

    private VaultTransit(Settings settings) {
        this.settings = settings;
        this.service = new KeyService(NAME, settings.timeout, settings.pause);
    }

    private record Settings(
            URI address,
            String mount,
            String key,
            Supplier<String> token,
            Optional<String> namespace,
            boolean derived,
            Duration timeout,
            Consumer<Duration> pause) {}

    /**
     * A key of the engine mounted at {@code transit}.
     *
     * @param address such as {@code https://vault.example.org:8200}; plain HTTP only to this machine
     * @param key the key's name
     * @param token asked for with every call, so that it may be renewed
     */
    public static VaultTransit of(URI address, String key, Supplier<String> token) {
        return new VaultTransit(new Settings(
                KeyService.safe(address),
                "transit",
                plain("key", key),
                token,
                Optional.empty(),
                false,
                TIMEOUT,
                SystemTime::pass));
    }

    private static String plain(String what, String path) {
        if (!path.matches("[\\w.-]+(/[\\w.-]+)*") || path.contains("..")) {
            throw new IllegalArgumentException(what + ": letters, digits, dots, dashes and slashes");
        }
        return path;
    }

    /** The same with the engine mounted elsewhere. */
    public VaultTransit mount(String path) {
        Settings s = settings;
        return new VaultTransit(new Settings(
                s.address, plain("mount", path), s.key, s.token, s.namespace, s.derived, s.timeout, s.pause));
    }

    /** The same in a namespace of Vault Enterprise. */
    public VaultTransit namespace(String path) {
        Settings s = settings;
        return new VaultTransit(new Settings(
                s.address,
                s.mount,
                s.key,
                s.token,
                Optional.of(plain("namespace", path)),
                s.derived,
                s.timeout,
                s.pause));
    }

    /** The same for a key made with {@code derived=true}: each use gets a key of its own, and Vault wraps anew inside. */
    public VaultTransit derived() {
        Settings s = settings;
        return new VaultTransit(
                new Settings(s.address, s.mount, s.key, s.token, s.namespace, true, s.timeout, s.pause));
    }

    /** The same with another limit for each try; 2 seconds if not said. */
    public VaultTransit timeout(Duration limit) {
        Settings s = settings;
        return new VaultTransit(
                new Settings(s.address, s.mount, s.key, s.token, s.namespace, s.derived, limit, s.pause));
    }

    VaultTransit pausing(Consumer<Duration> pause) {
        Settings s = settings;
        return new VaultTransit(
                new Settings(s.address, s.mount, s.key, s.token, s.namespace, s.derived, s.timeout, pause));
    }

    @Override
    public byte[] wrap(byte[] key, String context) {
        Answer answer = ask("encrypt", Map.of("plaintext", base64(key)), context);
        return named(answer);
    }

    private byte[] named(Answer answer) {
        byte[] text = answer.text("data." + CIPHERTEXT).getBytes(StandardCharsets.US_ASCII);
        return new NamedKey(name(), text).bytes(NamedKey.VAULT);
    }

    private String name() {
        return settings.mount + "/" + settings.key;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String context) {
        Answer answer = ask("decrypt", Map.of(CIPHERTEXT, ciphertext(wrapped)), context);
        return Base64.getDecoder().decode(answer.text("data.plaintext"));
    }

    /** By Vault itself for a derived key; its {@code rewrap} knows no associated data. */
    @Override
    public byte[] rewrap(byte[] wrapped, String context) {
        return settings.derived
                ? named(ask("rewrap", Map.of(CIPHERTEXT, ciphertext(wrapped)), context))
                : KeyProvider.super.rewrap(wrapped, context);
    }

    private String ciphertext(byte[] wrapped) {
        NamedKey named = NamedKey.read(wrapped, NamedKey.VAULT, NAME);
        if (!named.name().equals(name())) {
            throw new WrongKeyException("a wrapped key was wrapped by another key of Vault than the one given");
        }
        return new String(named.wrapped(), StandardCharsets.US_ASCII);
    }

    /** Name and version of Vault's key. */
    @Override
    public String version(byte[] wrapped) {
        String[] parts = ciphertext(wrapped).split(":", 3);
        if (parts.length < 3) {
            throw new WrongKeyException("a wrapped key is not one that Vault wrapped");
        }
        return "vault " + name() + " " + parts[1];
    }

    private Answer ask(String operation, Map<String, String> what, String context) {
        Map<String, String> fields = new LinkedHashMap<>(what);
        fields.put(settings.derived ? "context" : "associated_data", base64(context.getBytes(StandardCharsets.UTF_8)));
        byte[] body = new Json().write(fields);
        Answer answer = service.ask(() -> request(operation, body), VaultTransit::passing);
        if (!answer.good()) {
            throw failure(answer);
        }
        return answer;
    }

    private HttpRequest request(String operation, byte[] body) {
        URI target = settings.address.resolve("/v1/" + settings.mount + "/" + operation + "/" + settings.key);
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(settings.timeout)
                .header("Content-Type", "application/json")
                .header("X-Vault-Request", "true")
                .header("X-Vault-Token", settings.token.get())
                .POST(BodyPublishers.ofByteArray(body));
        settings.namespace.ifPresent(path -> request.header("X-Vault-Namespace", path));
        return request.build();
    }

    private static boolean passing(Answer answer) {
        return switch (answer.status()) {
            case 412, 429, 472, 473, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    private static RuntimeException failure(Answer answer) {
        boolean archived = answer.tree().all("errors").toString().contains("too old");
        if (archived) {
            return KeyProviderException.refused(
                    "Vault has archived the version of its key that wrapped this one: lower min_decryption_version");
        }
        return switch (answer.status()) {
            case 400 -> new WrongKeyException("Vault does not open a wrapped key: it was wrapped otherwise or changed");
            case 403 -> KeyProviderException.refused("Vault denies permission: check token and policy");
            case 404 -> KeyProviderException.refused("Vault knows no such key: check mount, namespace and name");
            default -> KeyProviderException.refused("Vault refuses (status " + answer.status() + ")");
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "Vault's key " + name();
    }
}
