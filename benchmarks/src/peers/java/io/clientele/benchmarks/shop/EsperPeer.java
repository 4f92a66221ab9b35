package io.clientele.benchmarks.shop;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.DeploymentOptions;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import java.util.BitSet;
import java.util.List;

/**
 * Esper, which is under the GPL: built for measuring alone. Absences are patterns, counts are windows, and who is in is kept beside
 * in bit sets, since statements tell of matches and not of changes.
 */
public final class EsperPeer implements PeerRun.Peer {

    private final EPRuntime runtime;
    private final EPEventService events;

    /** An engine on a clock of its own. */
    public EsperPeer() {
        Configuration configuration = new Configuration();
        configuration.getCommon().addEventType("Happened", Happened.class);
        configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
        runtime = EPRuntimeProvider.getRuntime("peer", configuration);
        events = runtime.getEventService();
    }

    /** An event; customers are numbers. */
    public static final class Happened {
        private final ShopStream.Row row;
        private final int region;
        private final boolean agreed;

        private Happened(ShopStream.Row row) {
            this.row = row;
            this.region = ShopStream.region(row.customer());
            this.agreed = ShopStream.consent(row.customer());
        }

        public String getKind() {
            return row.kind().name();
        }

        public int getCustomer() {
            return row.customer();
        }

        public int getProduct() {
            return row.product();
        }

        public int getCategory() {
            return row.category();
        }

        public double getAmount() {
            return row.amount();
        }

        public int getRegion() {
            return region;
        }

        public boolean getAgreed() {
            return agreed;
        }
    }

    @Override
    public String name() {
        return "esper";
    }

    @Override
    public Object event(ShopStream.Row row) {
        return new Happened(row);
    }

    @Override
    public void feed(long time, Object event) {
        advance(time);
        events.sendEventBean(event, "Happened");
    }

    @Override
    public void advance(long time) {
        if (time > events.getCurrentTime()) {
            events.advanceTimeSpan(time);
        }
    }

    @Override
    public void close() {
        runtime.destroy();
    }

    @Override
    public void start(List<ShopSegments.Shape> shapes, PeerRun.Peer.Changes changes) {
        events.advanceTime(ShopStream.START - 1);
        for (int i = 0; i < shapes.size(); i++) {
            Members members = new Members(i, changes);
            ShopSegments.Shape shape = shapes.get(i);
            switch (shape.shape()) {
                case 'A' ->
                    absence(
                            members,
                            shape.window(),
                            "kind='CART'" + in("category", shape.subject()) + " and amount >= " + shape.least(),
                            "kind='ORDER'");
                case 'B' ->
                    absence(
                            members,
                            shape.window(),
                            "kind='VIEW' and product=" + shape.subject(),
                            "kind='ITEM' and product=" + shape.subject());
                case 'C' -> orders(members, shape);
                default -> views(members, shape);
            }
        }
    }

    private static String in(String property, int subject) {
        return subject < 0 ? "" : " and " + property + "=" + subject;
    }

    private void absence(Members members, long window, String first, String answer) {
        listen(
                "select a.customer as customer from pattern [every a=Happened(" + first + ") -> (timer:interval("
                        + window + " msec) and not Happened(" + answer + " and customer=a.customer))]",
                row -> members.set(customer(row), true, events.getCurrentTime()));
        listen(
                "select customer from Happened(" + answer + ")",
                row -> members.set(customer(row), false, events.getCurrentTime()));
    }

    private void orders(Members members, ShopSegments.Shape shape) {
        ShopSegments.Orders order = shape.order();
        String where = "kind='ORDER' and amount > " + order.above();
        if (shape.subject() >= 0) {
            where += " and region" + (order.elsewhere() ? "!=" : "=") + shape.subject();
        }
        where += order.agreed() ? " and agreed=true" : "";
        listen(
                counted(where, shape.window()),
                row -> members.set(customer(row), number(row) >= shape.least(), events.getCurrentTime()));
    }

    private void views(Members members, ShopSegments.Shape shape) {
        BitSet many = new BitSet();
        BitSet ordered = new BitSet();
        listen(counted("kind='VIEW' and category=" + shape.subject(), shape.window()), row -> {
            int customer = customer(row);
            many.set(customer, number(row) >= shape.least());
            members.set(customer, many.get(customer) && !ordered.get(customer), events.getCurrentTime());
        });
        listen(counted("kind='ORDER'", shape.window()), row -> {
            int customer = customer(row);
            ordered.set(customer, number(row) > 0);
            members.set(customer, many.get(customer) && !ordered.get(customer), events.getCurrentTime());
        });
    }

    private static String counted(String where, long window) {
        return "select customer, count(*) as number from Happened(" + where + ")#time(" + window
                + " msec) group by customer";
    }

    private static int customer(EventBean row) {
        return (Integer) row.get("customer");
    }

    private static long number(EventBean row) {
        return (Long) row.get("number");
    }

    private interface Row {
        void take(EventBean row);
    }

    private void listen(String statement, Row listener) {
        try {
            CompilerArguments arguments = new CompilerArguments(runtime.getConfigurationDeepCopy());
            EPCompiled compiled = EPCompilerProvider.getCompiler().compile(statement, arguments);
            var deployed = runtime.getDeploymentService().deploy(compiled, new DeploymentOptions());
            deployed.getStatements()[0].addListener((rows, gone, which, where) -> {
                for (int i = 0; rows != null && i < rows.length; i++) {
                    listener.take(rows[i]);
                }
            });
        } catch (EPCompileException | EPDeployException refused) {
            throw new IllegalStateException("a statement was refused", refused);
        }
    }

    /** Who is in a segment. */
    private record Members(int segment, PeerRun.Peer.Changes changes, BitSet customers) {

        private Members(int segment, PeerRun.Peer.Changes changes) {
            this(segment, changes, new BitSet());
        }

        private void set(int customer, boolean in, long at) {
            if (customers.get(customer) != in) {
                customers.set(customer, in);
                changes.changed(segment, customer, at, in);
            }
        }
    }
}
