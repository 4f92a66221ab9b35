package io.clientele.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One person as the shop knows them at an instant: a snapshot that never changes and needs no open store. Safe to share
 * between threads.
 */
public final class Profile {

    private final String id;
    private final List<String> aliases;
    private final List<Identifier> identifiers;
    private final Properties traits;
    private final List<Account> accounts;
    private final Activity activity;

    /**
     * How much is known about a profile.
     *
     * @param events how many admitted events it has
     * @param first the time of the earliest event
     * @param last the time of the latest event
     * @param asOf the instant the snapshot is true of
     */
    public record Activity(long events, Optional<Instant> first, Optional<Instant> last, Instant asOf) {}

    private Profile(Builder builder) {
        this.id = builder.id;
        this.aliases = List.copyOf(builder.aliases);
        this.identifiers = List.copyOf(builder.identifiers);
        this.traits = builder.traits;
        this.accounts = List.copyOf(builder.accounts);
        this.activity = builder.activity;
    }

    /** This profile with its traits and accounts replaced; the same if they are the same. */
    public Profile holding(Properties newTraits, List<Account> newAccounts) {
        return newTraits.equals(traits) && newAccounts.equals(accounts)
                ? this
                : toBuilder().traits(newTraits).accounts(newAccounts).build();
    }

    /** Starts a snapshot that says the same. */
    public Builder toBuilder() {
        return builder(id)
                .aliases(aliases)
                .identifiers(identifiers)
                .traits(traits)
                .accounts(accounts)
                .activity(activity);
    }

    /** Starts a snapshot of the profile with this id. */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /** The profile's name: given once, never reused; a merged profile answers to the ids of both. */
    public String id() {
        return id;
    }

    /** Further ids of the profile, from before merges. */
    public List<String> aliases() {
        return aliases;
    }

    /** Every identifier stitched into it, sorted by namespace and value. */
    public List<Identifier> identifiers() {
        return identifiers;
    }

    /** What is known about the person: for each trait the latest value by (event time, message id). */
    public Properties traits() {
        return traits;
    }

    /** The value of one trait. */
    public <T> Optional<T> get(Trait<T> trait) {
        return trait.in(traits);
    }

    /** The accounts the person belongs to, by id. */
    public List<Account> accounts() {
        return accounts;
    }

    /** How much is known. */
    public Activity activity() {
        return activity;
    }

    /** Fills in a snapshot; not thread-safe. */
    public static final class Builder {

        private final String id;
        private List<String> aliases = List.of();
        private List<Identifier> identifiers = List.of();
        private Properties traits = Properties.empty();
        private List<Account> accounts = List.of();
        private Activity activity = new Activity(0, Optional.empty(), Optional.empty(), Instant.EPOCH);

        private Builder(String id) {
            this.id = id;
        }

        /** Sets the further ids. */
        public Builder aliases(List<String> value) {
            aliases = value;
            return this;
        }

        /** Sets the identifiers. */
        public Builder identifiers(List<Identifier> value) {
            identifiers = value;
            return this;
        }

        /** Sets the traits. */
        public Builder traits(Properties value) {
            traits = value;
            return this;
        }

        /** Sets the accounts. */
        public Builder accounts(List<Account> value) {
            accounts = value;
            return this;
        }

        /** Sets the activity. */
        public Builder activity(Activity value) {
            activity = value;
            return this;
        }

        /** The snapshot. */
        public Profile build() {
            return new Profile(this);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Profile that
                && id.equals(that.id)
                && aliases.equals(that.aliases)
                && identifiers.equals(that.identifiers)
                && traits.equals(that.traits)
                && accounts.equals(that.accounts)
                && activity.equals(that.activity);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** The profile's id and the number of its identifiers; no value. */
    @Override
    public String toString() {
        return "profile " + id + " with " + identifiers.size() + " identifiers";
    }
}
