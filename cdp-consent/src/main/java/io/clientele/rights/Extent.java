package io.clientele.rights;

import io.clientele.model.Purpose;
import java.util.List;

/** How much of a person an erasure is of. Immutable. */
public final class Extent {

    private static final Extent EVERYTHING = new Extent(List.of(), false);

    private final List<Purpose> purposes;
    private final boolean keepsTotals;

    private Extent(List<Purpose> purposes, boolean keepsTotals) {
        this.purposes = purposes;
        this.keepsTotals = keepsTotals;
    }

    /** All of the person. */
    public static Extent everything() {
        return EVERYTHING;
    }

    /**
     * What is there for some purposes alone (GDPR Art. 17(1)(b) and (c)): events that were collected for one of them, unless a contract
     * or a law is why, and fields that their schemas name for no other. The person stays, and objects to these purposes from then on.
     *
     * @throws IllegalArgumentException if no purpose is named
     */
    public static Extent of(Purpose... purposes) {
        if (purposes.length == 0) {
            throw new IllegalArgumentException("purposes: at least one");
        }
        return new Extent(List.of(purposes), false);
    }

    /** {@link #of} the default purposes of marketing: content chosen for the person, messages, advertising, sale. */
    public static Extent marketing() {
        return of(
                Purpose.PERSONALISATION,
                Purpose.EMAIL_MARKETING,
                Purpose.SMS_MARKETING,
                Purpose.PUSH_MARKETING,
                Purpose.AD_AUDIENCES,
                Purpose.DATA_SALE);
    }

    /**
     * All of the person, where the shop's sums do not fall: how many events of which type there were and the sums of their amounts are
     * added, by currency and calendar year, to those of everybody who was erased so. {@link SubjectRequests#totals} tells them.
     */
    public static Extent keepingTotals() {
        return new Extent(List.of(), true);
    }

    /** The purposes it is limited to; none if it is not. */
    public List<Purpose> purposes() {
        return purposes;
    }

    /** Whether the shop's sums do not fall. */
    public boolean keepsTotals() {
        return keepsTotals;
    }

    @Override
    public String toString() {
        return keepsTotals ? "keeping totals" : purposes.isEmpty() ? "everything" : "for " + purposes;
    }
}
