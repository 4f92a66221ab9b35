package io.clientele.accountability;

import io.clientele.consent.Consents;
import io.clientele.consent.Notice;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** What people were last told of: the notices, purposes and recipients of an opening that had nothing new, or a new notice. */
final class Told {

    private static final String NAME = "told";

    private final ModuleContext context;

    Told(ModuleContext context) {
        this.context = context;
    }

    /** What is new since without a new notice. Where nothing is, or there is a notice, it is noted as told. */
    List<String> compare(Consents consents, List<Party> parties) {
        Properties now = Properties.of(Map.of(
                "n", consents.notices().stream().map(Told::version).sorted().toList(),
                "u", consents.purposes().stream().map(Told::purpose).sorted().toList(),
                "r", parties.stream().map(Party::told).sorted().toList()));
        Optional<Properties> before = last();
        List<String> untold = before.map(told -> fresh(told, now)).orElse(List.of());
        boolean announced =
                before.map(told -> !missing(told, now, "n").isEmpty()).orElse(true);
        if (!announced && !untold.isEmpty()) {
            return untold;
        }
        if (before.filter(now::equals).isEmpty()) {
            context.submit(new Note(context.newId(), context.clock().instant(), AccountabilityModule.NAME, NAME, now));
        }
        return List.of();
    }

    private static String version(Notice notice) {
        return notice.version() + ' ' + notice.hash();
    }

    private static String purpose(Purpose purpose) {
        String bases = purpose.bases().stream()
                .map(LawfulBasis::name)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
        return purpose.key() + " on " + bases;
    }

    private Optional<Properties> last() {
        AtomicReference<Optional<Properties>> last = new AtomicReference<>(Optional.empty());
        context.notes(AccountabilityModule.NAME, note -> last.set(Optional.of(note.body())));
        return last.get();
    }

    private static List<String> fresh(Properties before, Properties now) {
        List<String> fresh = new ArrayList<>();
        missing(before, now, "u").forEach(purpose -> fresh.add("the purpose " + purpose));
        missing(before, now, "r").forEach(party -> fresh.add("the recipient " + party));
        return fresh;
    }

    private static List<Object> missing(Properties before, Properties now, String name) {
        List<Object> missing = new ArrayList<>(now.all(name + "[*]"));
        missing.removeAll(before.all(name + "[*]"));
        return missing;
    }
}
