package io.clientele.proof;

import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import io.clientele.model.StorageException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A real store that can be held while it commits, made unreachable, and that keeps a list of how it was asked to commit. */
final class HeldStore {

    private final Store real;
    private final List<String> commits = new ArrayList<>();
    private volatile Hold hold = new Hold(new CountDownLatch(0), new CountDownLatch(0));
    private volatile boolean cutting;
    private volatile boolean unreachable;

    HeldStore(Store real) {
        this.real = real;
    }

    /** A commit that waits, and the moment it was reached. */
    record Hold(CountDownLatch reached, CountDownLatch released) {

        void awaitReached() throws InterruptedException {
            reached.await();
        }

        void release() {
            released.countDown();
        }

        /** Waits like a disk: whoever interrupts it is not heard. */
        private void pass() {
            reached.countDown();
            boolean interrupted = false;
            boolean waiting = true;
            while (waiting) {
                try {
                    released.await();
                    waiting = false;
                } catch (InterruptedException ignoredByDisks) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The store as the platform gets it. */
    Store store() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("tend")) {
                        return null;
                    }
                    if (unreachable) {
                        throw failure(false);
                    }
                    return switch (method.getName()) {
                        case "append" -> {
                            append((Long) arguments[0], (Batch) arguments[1]);
                            yield null;
                        }
                        case "renew" -> {
                            real.renew();
                            note("renew");
                            yield null;
                        }
                        default -> {
                            try {
                                yield method.invoke(real, arguments);
                            } catch (InvocationTargetException inner) {
                                throw inner.getCause();
                            }
                        }
                    };
                });
    }

    private void append(long head, Batch batch) {
        hold.pass();
        real.append(head, batch);
        note((batch.lazy ? "lazy " : "durable ") + batch.rows.size());
        if (cutting) {
            cutting = false;
            unreachable = true;
            throw failure(true);
        }
    }

    private static StorageException failure(boolean unknown) {
        return new StorageException("injected", new IOException("injected"), unknown, true);
    }

    /** Holds every commit from now on until it is released. */
    Hold hold() {
        hold = new Hold(new CountDownLatch(1), new CountDownLatch(1));
        return hold;
    }

    /** The next commit lands, but nobody hears of it: the line is cut. */
    void cut() {
        cutting = true;
    }

    void heal() {
        unreachable = false;
    }

    /** How batches were committed so far: {@code durable n}, {@code lazy n} rows, {@code renew}. */
    synchronized List<String> commits() {
        return List.copyOf(commits);
    }

    private synchronized void note(String commit) {
        commits.add(commit);
        notifyAll();
    }

    /** Waits for a commit of this kind. */
    synchronized void awaitCommit(String commit) throws InterruptedException {
        while (!commits.contains(commit)) {
            wait();
        }
    }

    synchronized void forgetCommits() {
        commits.clear();
    }
}
