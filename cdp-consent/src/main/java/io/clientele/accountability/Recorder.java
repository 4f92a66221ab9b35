package io.clientele.accountability;

import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.model.CdpException;
import io.clientele.model.Purpose;
import io.clientele.spi.ModuleContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the record of an open platform. */
final class Recorder implements Accountability {

    private final ModuleContext context;
    private final AccountabilityModule.Declared declared;
    private volatile @Nullable Consents consents;
    private volatile List<String> untold = List.of();

    Recorder(ModuleContext context, AccountabilityModule.Declared declared) {
        this.context = context;
        this.declared = declared;
    }

    /** What is new and nobody was told of. */
    List<String> opened(Cdp cdp) {
        for (Party party : declared.parties()) {
            for (Purpose purpose : party.purposes()) {
                if (context.purpose(purpose.key()).isEmpty()) {
                    throw new CdpException("The recipient " + party.name() + " receives data for the purpose " + purpose
                            + ", which is not in the policy: add it to ConsentModule.purposes.");
                }
            }
        }
        Consents known = Consents.of(cdp);
        consents = known;
        untold = new Told(context).compare(known, declared.parties());
        return untold;
    }

    @Override
    public ProcessingRecord record() {
        Consents known = consents;
        if (known == null) {
            throw new IllegalStateException("the platform is not open yet");
        }
        Instant now = context.clock().instant();
        int people = context.read(() -> context.profiles().last());
        Inventory inventory = new Inventory(
                known.purposes(),
                known.notices(),
                context.schemas(),
                declared.parties(),
                context.profiles().collected());
        Concerns concerns = new Concerns(inventory, people);
        List<Section> sections = new ArrayList<>();
        sections.add(Sections.controller(declared.controller()));
        sections.add(Sections.purposes(inventory));
        sections.add(Sections.data(inventory));
        sections.add(Sections.recipients(inventory));
        sections.add(Sections.sources(declared.sources()));
        sections.add(Sections.notices(inventory, now));
        sections.add(Sections.measures(declared.controller()));
        sections.add(concerns.assessments());
        sections.add(concerns.gaps(declared, untold));
        return new ProcessingRecord(declared.controller().name(), now, sections);
    }
}
