package io.clientele.rights;

import io.clientele.Cdp;
import io.clientele.model.Identifier;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.ModuleContext;

/** Answers what persons ask about their data. Thread-safe. */
public interface SubjectRequests {

    /** The service of an open platform that the consent module was given to. */
    static SubjectRequests of(Cdp cdp) {
        return cdp.service(SubjectRequests.class);
    }

    /** The service over a module's context; the consent module offers it. */
    static SubjectRequests through(ModuleContext context) {
        return (who, verification) -> {
            SubjectRequest request =
                    SubjectRequest.erasure(context.newId(), who, context.clock().instant(), verification);
            return new ErasureReceipt(request.id(), request.time(), context.submit(request));
        };
    }

    /**
     * Forgets a person (GDPR Art. 17): in one durable call, everything under the identifiers that belong to them.
     *
     * @param who any identifier of the person; the shop has made sure that it is theirs
     * @param verification how it made sure, such as {@code login}; no personal data
     * @return what became of it
     * @throws IllegalArgumentException if {@code verification} is blank or longer than 200 characters
     */
    ErasureReceipt erase(Identifier who, String verification);
}
