package io.clientele.internal.audit;

import io.clientele.Audits;
import io.clientele.spi.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@link Audits} over a trail. */
public final class LogAudits implements Audits {

    private final AuditTrail trail;
    private final Runnable renewal;

    /**
     * The audits of a trail.
     *
     * @param renewal has the pen renew the trail's key
     */
    public LogAudits(AuditTrail trail, Runnable renewal) {
        this.trail = trail;
        this.renewal = renewal;
    }

    private AuditLog log() {
        return trail.signer().log();
    }

    @Override
    public long size() {
        return log().head().size();
    }

    @Override
    public String root() {
        return TreeHash.hex(log().head().root());
    }

    @Override
    public Checkpoint checkpoint() {
        return trail.checkpoint();
    }

    @Override
    public Optional<Inclusion> inclusion(long position) {
        AuditLog log = log();
        long size = log.head().size();
        OptionalLong found = log.indexOf(position);
        if (found.isEmpty() || found.getAsLong() >= size) {
            return Optional.empty();
        }
        long index = found.getAsLong();
        return Optional.of(new Inclusion(index, size, Entry.text(log.entry(index)), hex(log.inclusion(index, size))));
    }

    @Override
    public List<String> consistency(long before, long now) {
        if (before < 0 || before > now || now > size()) {
            throw new IllegalArgumentException("before, now: sizes of the log, the earlier one first");
        }
        return hex(log().consistency(before, now));
    }

    private static List<String> hex(List<byte[]> hashes) {
        return hashes.stream().map(TreeHash::hex).toList();
    }

    @Override
    public void export(Writer out) {
        AuditTrail.Signer now = trail.signer();
        Checkpoint checkpoint = trail.checkpoint(now);
        try {
            out.write("{\"audit-log\":1,\"store\":\"" + checkpoint.store() + "\"}\n");
            now.log().read(checkpoint.size(), entry -> out.write(Entry.text(entry) + "\n"));
            out.write(checkpoint.line() + "\n");
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void renewKey() {
        renewal.run();
    }
}
