package io.clientele.keys;

import java.util.Optional;

/** What requests to AWS are signed with. Immutable; shown as text without its secrets. */
public final class AwsCredentials {

    private final String accessKeyId;
    private final String secretAccessKey;
    private final Optional<String> sessionToken;

    private AwsCredentials(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey;
        this.sessionToken = sessionToken;
    }

    /** Credentials of a user. */
    public static AwsCredentials of(String accessKeyId, String secretAccessKey) {
        return new AwsCredentials(accessKeyId, secretAccessKey, Optional.empty());
    }

    /** The same as temporary credentials of a role. */
    public AwsCredentials session(String token) {
        return new AwsCredentials(accessKeyId, secretAccessKey, Optional.of(token));
    }

    String accessKeyId() {
        return accessKeyId;
    }

    String secretAccessKey() {
        return secretAccessKey;
    }

    Optional<String> sessionToken() {
        return sessionToken;
    }

    @Override
    public String toString() {
        return "credentials of AWS";
    }
}
