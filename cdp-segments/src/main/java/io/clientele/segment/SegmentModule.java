package io.clientele.segment;

import io.clientele.CdpModule;
import io.clientele.segment.internal.subscription.Subscriptions;
import io.clientele.spi.ModuleContext;

/** Plugs segments and triggers in: {@code .with(SegmentModule.live())}. Use a fresh one for each platform. */
public final class SegmentModule implements CdpModule {

    static final String NAME = "segments";

    private SegmentModule() {}

    /** Segments that change with each event and with each boundary of time. */
    public static SegmentModule live() {
        return new SegmentModule();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void install(ModuleContext context) {
        SegmentEvaluator evaluator = new SegmentEvaluator();
        LiveSegments live = new LiveSegments(context, evaluator);
        context.evaluator(NAME, evaluator);
        context.provide(Segments.class, live);
        context.provide(Subscriptions.class, live.subscriptions());
    }
}
