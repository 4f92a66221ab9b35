package io.clientele.internal.audit;

import io.clientele.internal.fold.Modules;
import java.time.zone.ZoneRulesProvider;
import java.util.TreeSet;

/** What a store is opened with, as text whose change is worth an entry: modules by name and class, schemas, version of the time-zone data. */
public final class Configuration {

    private Configuration() {}

    /** The text; the same for the same configuration. */
    public static String of(Modules modules) {
        return String.join(
                "\n",
                "gate " + modules.gate().given().getClass().getName(),
                "resolver " + modules.resolver().getClass().getName(),
                "evaluators " + new TreeSet<>(modules.evaluators().keySet()),
                "schemas " + modules.schemas().text(),
                "zones " + ZoneRulesProvider.getVersions("UTC").lastKey());
    }
}
