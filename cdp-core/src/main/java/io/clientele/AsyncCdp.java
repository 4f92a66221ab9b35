package io.clientele;

import io.clientele.model.EventDraft;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.StorageException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A {@link Cdp} whose calls return at once, with a stage for what becomes of them. Thread-safe.
 *
 * <p>What an argument gets wrong is thrown in the call itself; {@link StorageException} ends the stage. Validation and
 * sealing still happen in the caller's thread, and a call may wait there for room in the queue unless its options say {@link
 * CallOptions#busyWhenFull}. Without an {@linkplain CdpBuilder#executor executor} a call that finds nobody writing commits in
 * the caller's thread, and stages are completed by whichever thread committed; with one, both happen on the executor. Either way
 * no stage is completed while the store is held up for it, so what is attached to one may call the platform again. The deadline
 * is looked at when a call's turn comes.
 */
public interface AsyncCdp {

    /** As {@link Cdp#track}. */
    CompletionStage<Outcome> track(Identifier who, EventDraft<?> event);

    /** As {@link Cdp#identify}. */
    CompletionStage<Outcome> identify(Identifier who, Consumer<Identification> facts);

    /** As {@link Cdp#accept(Intake)}. */
    CompletionStage<Outcome> accept(Intake intake);

    /** As {@link Cdp#accept(Collection)}. */
    CompletionStage<List<Outcome>> accept(Collection<? extends Intake> intakes);
}
