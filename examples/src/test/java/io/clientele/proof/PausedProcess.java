package io.clientele.proof;

import io.clientele.Cdp;
import io.clientele.model.CdpException;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A process that holds a store, writes once, waits for a line and writes again: what a test pauses. */
final class PausedProcess {

    private PausedProcess() {}

    public static void main(String[] args) throws IOException {
        var builder = Cdp.in(Path.of(args[0])).lease(Duration.ofMillis(Long.parseLong(args[1])));
        World.modules().forEach(builder::with);
        try (Cdp cdp = builder.open();
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            write(cdp, "first");
            in.readLine();
            write(cdp, "second");
        } catch (CdpException failure) {
            System.out.println("failed at the end");
        }
    }

    private static void write(Cdp cdp, String id) {
        try {
            var event = Event.of(EventType.IDENTIFY).id(id);
            System.out.println(
                    id + " " + cdp.track(Identifier.userId("1"), event).kind());
        } catch (CdpException failure) {
            System.out.println(id + " " + failure.getClass().getSimpleName() + ": " + failure.getMessage());
        }
    }
}
