package io.clientele.rights;

import io.clientele.model.Properties;
import io.clientele.rights.Request.Recipient;
import io.clientele.rights.Request.Told;
import io.clientele.spi.Destination;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Subjects;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells recipients of a person's data what they are to do about it (GDPR Art. 19), until each took it or never will. */
final class Recipients {

    /** The note that names the recipient a line is about. */
    static final String NAME = "recipient";

    private static final int MOST_TRIES = 8;
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);

    private final ModuleContext context;
    private final Register register;

    Recipients(ModuleContext context, Register register) {
        this.context = context;
        this.register = register;
    }

    /** How far recipients are told by the lines about a request, in order. */
    static List<Recipient> of(List<Subjects.Entry> lines) {
        Map<String, Recipient> recipients = new LinkedHashMap<>();
        for (Subjects.Entry line : lines) {
            Properties notes = line.notes();
            for (Object name : notes.all("recipients[*]")) {
                recipients.putIfAbsent(name.toString(), new Recipient(name.toString(), Told.PENDING, 0, line.at()));
            }
            notes.text(NAME).ifPresent(name -> recipients.put(name, after(notes, name, line.at())));
        }
        return List.copyOf(recipients.values());
    }

    private static Recipient after(Properties notes, String name, Instant at) {
        int tries = notes.number("tries").orElseThrow().intValue();
        Told told = Told.valueOf(notes.text("told").orElse(Told.PENDING.name()));
        return new Recipient(name, told, tries, at.plus(FIRST_WAIT.multipliedBy(1L << Math.max(0, tries - 1))));
    }

    /** Tells those who are due, outside of every lock; what all took is destroyed. */
    void tell(Request request) {
        if (request.recipients().isEmpty()) {
            return;
        }
        Instant now = context.clock().instant();
        Map<String, Destination.Notice> notices =
                context.read(() -> context.subjects().notices(request.noticed()));
        for (Recipient recipient : request.recipients()) {
            Destination.Notice notice = notices.get(recipient.name());
            boolean due =
                    recipient.told() == Told.PENDING && !recipient.nextTry().isAfter(now);
            if (due && notice != null) {
                tell(request, recipient, notice);
            }
        }
        boolean pending = register.find(request.id()).stream()
                .flatMap(each -> each.recipients().stream())
                .anyMatch(each -> each.told() == Told.PENDING);
        if (!notices.isEmpty() && !pending) {
            register.note(
                    request,
                    Properties.of(Map.of(Subjects.SETTLED, request.noticed().notice())));
        }
    }

    private void tell(Request request, Recipient recipient, Destination.Notice notice) {
        Optional<Destination> to = context.read(() -> context.subjects().recipient(recipient.name()));
        if (to.isPresent()) {
            Told told = tell(to.get(), notice, recipient.tries() + 1);
            Map<String, Object> notes = new LinkedHashMap<>();
            notes.put(NAME, recipient.name());
            notes.put("told", told.name());
            notes.put("tries", recipient.tries() + 1);
            register.note(request, Properties.of(notes));
        }
    }

    private static Told tell(Destination to, Destination.Notice notice, int tries) {
        try {
            return to.notify(notice) ? Told.TOLD : Told.BY_HAND;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Told.PENDING;
        } catch (NotTakenException refused) {
            return refused.isForGood() || tries >= MOST_TRIES ? Told.FAILED : Told.PENDING;
        } catch (Exception refused) {
            return tries >= MOST_TRIES ? Told.FAILED : Told.PENDING;
        }
    }
}
