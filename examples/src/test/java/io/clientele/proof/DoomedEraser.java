package io.clientele.proof;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.internal.store.Batch;
import io.clientele.rights.SubjectRequests;
import io.clientele.testkit.ManualClock;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A process that erases a person or takes out what is over, and stops for ever before or after one of the commits that this takes, until it
 * is killed. Whatever is logged, at any level, goes to its errors. Arguments: directory, {@code erase} or {@code purge}, which commit,
 * {@code BEFORE} or {@code AFTER} it.
 */
final class DoomedEraser {

    private DoomedEraser() {}

    public static void main(String... arguments) {
        Logger all = Logger.getLogger("");
        all.setLevel(Level.ALL);
        for (Handler handler : all.getHandlers()) {
            handler.setLevel(Level.ALL);
        }
        int[] left = {Integer.MAX_VALUE};
        Consumer<Batch> stop = batch -> {
            if (--left[0] == 0) {
                stop();
            }
        };
        Consumer<Batch> pass = batch -> {};
        boolean before = arguments[3].equals("BEFORE");
        ManualClock clock = ManualClock.at(ErasureCrashTest.LATER);
        Cdp cdp = FaultyCdp.open(
                Path.of(arguments[0]),
                clock,
                ErasureCrashTest.modules(),
                new FaultyCdp.Limits(World.MANY, 1_000, 1),
                real -> new FaultyStore(real).watch(before ? stop : pass, before ? pass : stop));
        left[0] = Integer.parseInt(arguments[2]);
        if (arguments[1].equals("erase")) {
            SubjectRequests.of(cdp).erase(ErasureCrashTest.ANN, "login");
        } else {
            clock.advance(ErasureCrashTest.OVER);
            cdp.advance();
        }
        System.out.println("ended");
        System.out.flush();
    }

    private static void stop() {
        System.out.println("stopped");
        System.out.flush();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
    }
}
