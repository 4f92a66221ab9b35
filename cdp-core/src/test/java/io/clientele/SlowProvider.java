package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.keys.KeyProvider;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A provider that answers when it is told to. */
final class SlowProvider implements KeyProvider {

    private final KeyProvider behind;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean stopped;

    SlowProvider(KeyProvider behind) {
        this.behind = behind;
    }

    void stop() {
        stopped = true;
    }

    void awaitAsked() throws InterruptedException {
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    }

    void goOn() {
        goOn.countDown();
    }

    private KeyProvider slowly() {
        try {
            if (stopped) {
                asked.countDown();
            }
            assertThat(!stopped || goOn.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
        return behind;
    }

    @Override
    public byte[] wrap(byte[] key, String context) {
        return slowly().wrap(key, context);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String context) {
        return slowly().unwrap(wrapped, context);
    }

    @Override
    public String version(byte[] wrapped) {
        return behind.version(wrapped);
    }
}
