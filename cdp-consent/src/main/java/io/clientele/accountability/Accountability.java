package io.clientele.accountability;

import io.clientele.Cdp;

/** What the shop can show of what it does. A service of the {@link AccountabilityModule}. Thread-safe. */
public interface Accountability {

    /** The service of an open platform that the {@link AccountabilityModule} was given to. */
    static Accountability of(Cdp cdp) {
        return cdp.service(Accountability.class);
    }

    /** The record of processing as the platform is configured now (GDPR Art. 30(1)). */
    ProcessingRecord record();
}
