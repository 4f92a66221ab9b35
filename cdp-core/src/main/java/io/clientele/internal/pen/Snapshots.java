package io.clientele.internal.pen;

import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Profiles that were read lately, as the last commit left them: read without the pen, so that no batch is waited for. They
 * are put in and dropped under the pen alone. Two generations, each bounded; what stays asked for is read anew once in a while.
 * Thread-safe.
 */
public final class Snapshots {

    private static final int GENERATION = 2_048;

    private volatile Map<Identifier, Profile> young = new ConcurrentHashMap<>();
    private volatile Map<Identifier, Profile> old = Map.of();

    /** Of nothing. */
    public Snapshots() {}

    /** A profile, if it is here, shown as of this instant. */
    public Optional<Profile> find(Identifier identifier, Instant asOf) {
        Profile known = young.get(identifier);
        Profile found = known == null ? old.get(identifier) : known;
        return Optional.ofNullable(found).map(profile -> at(profile, asOf));
    }

    private static Profile at(Profile profile, Instant asOf) {
        Profile.Activity then = profile.activity();
        return profile.toBuilder()
                .activity(new Profile.Activity(then.events(), then.first(), then.last(), asOf))
                .build();
    }

    /** Keeps a profile that was read under the pen between two batches. */
    public void put(Identifier identifier, Profile profile) {
        if (young.size() >= GENERATION) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
        young.put(identifier, profile);
    }

    /** A commit changed what is known of these identifiers. */
    public void drop(Collection<Identifier> changed) {
        young.keySet().removeAll(changed);
        if (!old.isEmpty()) {
            old.keySet().removeAll(changed);
        }
    }
}
