package io.clientele.proof;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import io.clientele.rights.SubjectRequests;
import io.clientele.testkit.ManualClock;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A process that erases a person or takes out what is over, and stops for ever before or after one of the commits that this takes, until it
 * is killed. Whatever is logged, at any level, goes to its errors. Arguments: directory, {@code erase}, {@code purge} or a {@link ErasureStepsCrashTest.Work}, which commit,
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
        UnaryOperator<Store> stopping = real -> new FaultyStore(real).watch(before ? stop : pass, before ? pass : stop);
        Runnable work = work(Path.of(arguments[0]), arguments[1], stopping);
        left[0] = Integer.parseInt(arguments[2]);
        work.run();
        System.out.println("ended");
        System.out.flush();
    }

    /** Opens the directory, and says what is then to be done. */
    private static Runnable work(Path shop, String what, UnaryOperator<Store> stopping) {
        for (ErasureStepsCrashTest.Work each : ErasureStepsCrashTest.Work.values()) {
            if (each.name().equals(what)) {
                Cdp cdp = ErasureStepsCrashTest.open(shop, each.clock(), stopping);
                return () -> each.run(cdp);
            }
        }
        ManualClock clock = ManualClock.at(ErasureCrashTest.LATER);
        var limits = new FaultyCdp.Limits(World.MANY, 1_000, 1);
        Cdp cdp = FaultyCdp.open(shop, clock, ErasureCrashTest.modules(), limits, stopping);
        if (what.equals("erase")) {
            return () -> SubjectRequests.of(cdp).erase(ErasureCrashTest.ANN, "login");
        }
        return () -> {
            clock.advance(ErasureCrashTest.OVER);
            cdp.advance();
        };
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
