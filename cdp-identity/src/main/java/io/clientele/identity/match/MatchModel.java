package io.clientele.identity.match;

import io.clientele.identity.match.internal.Model;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What was learned from records: what agreement and disagreement of each field weigh, how many pairs are of one person at all,
 * and under which keys records are looked up. Immutable; the same records in any order give the same model.
 *
 * <p>Weights are those of Fellegi and Sunter (1969), by the frequency of the value where both records have the same; the shares
 * behind them are estimated by expectation and maximisation over all pairs of records, of which three kinds are told apart: of
 * one person, of two people of one household, and of strangers.
 */
public final class MatchModel {

    private static final int FEWEST = 2;

    private final Model model;

    private MatchModel(Model model) {
        this.model = model;
    }

    /**
     * Learns from records, without being told which belong together. Takes seconds for some ten thousand records; a sample of
     * that size is enough, if it is drawn evenly from the records of all times and sources.
     *
     * @param fields what records are compared by, each name once
     * @param sample records like those to come, with different ids
     * @throws IllegalArgumentException if there are no fields, two of one name, or fewer than two records
     */
    public static MatchModel learn(List<MatchField> fields, Collection<MatchRecord> sample) {
        Set<String> names = new HashSet<>();
        fields.forEach(field -> names.add(field.name()));
        if (fields.isEmpty() || names.size() < fields.size()) {
            throw new IllegalArgumentException("fields must be some, each with a name of its own");
        }
        if (sample.size() < FEWEST) {
            throw new IllegalArgumentException("a sample must hold at least two records");
        }
        return new MatchModel(Model.learn(fields, sample));
    }

    /**
     * A model that was written as {@link #bytes}: it decides as the one that was.
     *
     * @throws IllegalArgumentException if these are no model, or one that another release wrote in another form
     */
    public static MatchModel of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            MatchModel model = new MatchModel(Model.read(in));
            if (in.read() < 0) {
                return model;
            }
        } catch (IOException | RuntimeException unreadable) {
            throw new IllegalArgumentException("bytes must be a model of this release's form");
        }
        throw new IllegalArgumentException("bytes must be a model and nothing else");
    }

    /**
     * All of it, the same bytes for the same model. They hold the values of the sample's records with how often each comes, which
     * is personal data: keep them sealed, and learn anew when people of the sample are erased.
     */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            model.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * The same, without the values, words and pairs of values that fewer of the sample's records have: what weighs as if it had
     * never been seen. With 2 it decides almost as before; with more it holds less that could tell of one person.
     *
     * @throws IllegalArgumentException if {@code fewest} is not positive
     */
    public MatchModel withoutRare(int fewest) {
        if (fewest < 1) {
            throw new IllegalArgumentException("fewest must be positive");
        }
        return new MatchModel(model.without(fewest));
    }

    /** What tells models apart: the SHA-256 of its {@link #bytes}, in 64 hexadecimal digits. */
    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What records are compared by. */
    public List<MatchField> fields() {
        return model.fields();
    }

    /** The share of all pairs of records, as estimated, that are of one person. */
    public double prior() {
        return model.prior();
    }

    /** From which mean score of all their pairs on, in bits, two groups of records are joined. */
    public double threshold() {
        return model.stop();
    }

    /** How many records it was learned from. */
    public int size() {
        return model.size();
    }

    Model inside() {
        return model;
    }
}
