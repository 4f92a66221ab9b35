package io.clientele.identity;

import io.clientele.identity.internal.Packed;
import io.clientele.identity.internal.Sighting;
import io.clientele.identity.internal.Slab;
import io.clientele.model.Identifier;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The identifiers that evidence names, called nodes, and the pairs between them, as records of a slab. A number here is the
 * address of a node or of a pair; 0 is none.
 */
final class Graph {

    private static final int CLUSTER = 0;
    private static final int NEXT_MEMBER = 1;
    private static final int UP = 2;
    private static final int DOWN = 3;
    /** Namespace (12 bits), flags (5), header of the value (15). */
    private static final int KIND = 4;

    private static final int VALUE = 5;
    private static final int FLAGS_SHIFT = 15;
    private static final int HEADER = 0x7FFF;
    private static final int NAMESPACE_SHIFT = 20;

    private static final int STRONGER = 0;
    private static final int WEAKER = 1;
    private static final int NEXT_DOWN = 2;
    private static final int NEXT_UP = 3;
    private static final int TIME = 4;
    private static final int STATE = 6;
    private static final int EVIDENCE = 7;
    /** Consent permits the sighting, and no decision takes it back. */
    private static final int COUNTS = 1 << 31;
    /** The sighting is of another life of one of its ends. */
    private static final int EXPIRED = 1 << 30;

    private static final int TREE = 1 << 29;

    /** Flag of a node that links nothing, whatever else is known. */
    static final int WALL = 1;
    /** Flag of a node that links nothing, because of the clusters of its owners. */
    static final int SHARED = 2;
    /** Flag of a node that is alone, and that a pair connects with another cluster all the same. */
    static final int TOUCHY = 4;
    /** Flag of a node about which an operator decided that it belongs, or does not belong, together with another. */
    static final int PINNED = 8;
    /** Flag of a node that is guessed to be of one person with another. */
    static final int GUESSED = 16;

    final Slab slab = new Slab();
    final Namespaces namespaces;
    private final Index index = new Index(this);

    Graph(IdentityRules rules) {
        namespaces = new Namespaces(rules);
    }

    // ---- nodes

    /** The node of an identifier, or 0. */
    int find(Identifier identifier) {
        int namespace = namespaces.find(identifier.namespace());
        if (namespace < 0) {
            return 0;
        }
        Packed value = Packed.of(identifier.value());
        return index.find(index.hash(namespace, value), namespace, value);
    }

    /** The node of an identifier, made if there is none. */
    int node(Identifier identifier) {
        int namespace = namespaces.number(identifier.namespace());
        Packed value = Packed.of(identifier.value());
        return node(index.hash(namespace, value), namespace, value);
    }

    /** The nodes of identifiers, made where there are none. All are looked for before any is read, so that memory answers at once. */
    int[] nodes(List<Identifier> identifiers) {
        int size = identifiers.size();
        int[] kinds = new int[size];
        Packed[] values = new Packed[size];
        long[] hashes = new long[size];
        for (int i = 0; i < size; i++) {
            kinds[i] = namespaces.number(identifiers.get(i).namespace());
            values[i] = Packed.of(identifiers.get(i).value());
            hashes[i] = index.hash(kinds[i], values[i]);
        }
        int[] nodes = index.first(hashes);
        for (int i = 0; i < size; i++) {
            if (nodes[i] == 0 || !is(nodes[i], kinds[i], values[i])) {
                nodes[i] = node(hashes[i], kinds[i], values[i]);
            }
        }
        return nodes;
    }

    private int node(long hash, int namespace, Packed value) {
        int known = index.find(hash, namespace, value);
        if (known != 0) {
            return known;
        }
        int node = slab.allocate(VALUE + value.words.length);
        slab.set(node + NEXT_MEMBER, node);
        slab.set(node + KIND, namespace << NAMESPACE_SHIFT | value.header);
        slab.setAll(node + VALUE, value.words);
        index.add(hash, node);
        return node;
    }

    Identifier identifier(int node) {
        return Identifier.of(namespaces.name(namespace(node)), Packed.text(header(node), valueWords(node)));
    }

    /** Visits every identifier. */
    void identifiers(Consumer<Identifier> visitor) {
        index.forEach(node -> visitor.accept(identifier(node)));
    }

    private int header(int node) {
        return slab.get(node + KIND) & HEADER;
    }

    private int[] valueWords(int node) {
        return slab.copy(node + VALUE, Packed.size(header(node)));
    }

    long hash(int node) {
        long hash = index.start(namespace(node), header(node));
        int end = node + VALUE + Packed.size(header(node));
        for (int at = node + VALUE; at < end; at++) {
            hash = Index.mixed(hash, slab.get(at));
        }
        return hash;
    }

    boolean is(int node, int namespace, Packed value) {
        return namespace(node) == namespace && header(node) == value.header && slab.matches(node + VALUE, value.words);
    }

    int namespace(int node) {
        return slab.get(node + KIND) >>> NAMESPACE_SHIFT;
    }

    /** Whether a node is what a device shows, and no identifier of anybody. */
    boolean isTrace(int node) {
        return namespaces.isTrace(namespace(node));
    }

    int rank(int node) {
        return namespaces.rank(namespace(node));
    }

    boolean is(int node, int flag) {
        return (slab.get(node + KIND) >>> FLAGS_SHIFT & flag) != 0;
    }

    /** Whether a node links nothing. */
    boolean linksNothing(int node) {
        return is(node, WALL | SHARED);
    }

    void set(int node, int flag, boolean on) {
        int kind = slab.get(node + KIND);
        slab.set(node + KIND, on ? kind | flag << FLAGS_SHIFT : kind & ~(flag << FLAGS_SHIFT));
    }

    int cluster(int node) {
        return slab.get(node + CLUSTER);
    }

    void cluster(int node, int cluster) {
        slab.set(node + CLUSTER, cluster);
    }

    /** The next of the members of a node's cluster, which form a ring. */
    int nextMember(int node) {
        return slab.get(node + NEXT_MEMBER);
    }

    void nextMember(int node, int next) {
        slab.set(node + NEXT_MEMBER, next);
    }

    private boolean unpaired(int node) {
        return slab.get(node + UP) == 0 && slab.get(node + DOWN) == 0;
    }

    /** Whether a node has this one pair and no other. */
    boolean isLeaf(int node, int pair) {
        int up = slab.get(node + UP);
        int down = slab.get(node + DOWN);
        boolean one = up == pair ? down == 0 : up == 0 && down == pair;
        return one && (up == pair ? nextUp(pair) : nextDown(pair)) == 0;
    }

    /** Forgets a node that is in no pair, no pin and no guess. */
    void forget(int node) {
        if (unpaired(node) && !is(node, PINNED | GUESSED)) {
            index.remove(node);
            slab.free(node, VALUE + Packed.size(header(node)));
        }
    }

    // ---- pairs

    /** The pair of two nodes, or 0. */
    int pair(int stronger, int weaker) {
        int down = firstDown(stronger);
        int up = firstUp(weaker);
        while (down != 0 && up != 0) {
            if (weaker(down) == weaker) {
                return down;
            }
            if (stronger(up) == stronger) {
                return up;
            }
            down = nextDown(down);
            up = nextUp(up);
        }
        return 0;
    }

    /** A new pair. */
    int join(int stronger, int weaker, Sighting sighting) {
        int pair = slab.allocate(EVIDENCE + sighting.id().words.length);
        slab.set(pair + STRONGER, stronger);
        slab.set(pair + WEAKER, weaker);
        slab.set(pair + NEXT_DOWN, firstDown(stronger));
        slab.set(pair + NEXT_UP, firstUp(weaker));
        slab.set(stronger + DOWN, pair);
        slab.set(weaker + UP, pair);
        write(pair, sighting);
        return pair;
    }

    private void write(int pair, Sighting sighting) {
        slab.setLong(pair + TIME, sighting.time());
        slab.set(pair + STATE, sighting.id().header | (sighting.counts() ? COUNTS : 0));
        slab.setAll(pair + EVIDENCE, sighting.id().words);
    }

    /** Puts another sighting in a pair's place, which joins nothing; returns the pair, which may have moved. */
    int resight(int pair, Sighting sighting) {
        if (Packed.size(slab.get(pair + STATE) & HEADER) == sighting.id().words.length) {
            write(pair, sighting);
            return pair;
        }
        int stronger = stronger(pair);
        int weaker = weaker(pair);
        unlink(pair);
        return join(stronger, weaker, sighting);
    }

    /** Takes a pair out and frees it; its nodes stay. */
    void unlink(int pair) {
        cut(stronger(pair) + DOWN, pair, NEXT_DOWN);
        cut(weaker(pair) + UP, pair, NEXT_UP);
        slab.free(pair, EVIDENCE + Packed.size(slab.get(pair + STATE) & HEADER));
    }

    private void cut(int head, int pair, int next) {
        int at = head;
        while (slab.get(at) != pair) {
            at = slab.get(at) + next;
        }
        slab.set(at, slab.get(pair + next));
    }

    int stronger(int pair) {
        return slab.get(pair + STRONGER);
    }

    int weaker(int pair) {
        return slab.get(pair + WEAKER);
    }

    int other(int pair, int end) {
        return stronger(pair) == end ? weaker(pair) : stronger(pair);
    }

    /** Whether a pair may join its ends: its sighting counts, and within the lives of both. */
    boolean isOpen(int pair) {
        return (slab.get(pair + STATE) & (COUNTS | EXPIRED)) == COUNTS;
    }

    /** Whether consent permits the sighting of a pair, and no decision takes it back. */
    boolean counts(int pair) {
        return slab.get(pair + STATE) < 0;
    }

    void counts(int pair, boolean counts) {
        state(pair, COUNTS, counts);
    }

    boolean isExpired(int pair) {
        return (slab.get(pair + STATE) & EXPIRED) != 0;
    }

    void expired(int pair, boolean expired) {
        state(pair, EXPIRED, expired);
    }

    /** Whether a pair is one of those that join its cluster. */
    boolean isTree(int pair) {
        return (slab.get(pair + STATE) & TREE) != 0;
    }

    void tree(int pair, boolean tree) {
        state(pair, TREE, tree);
    }

    private void state(int pair, int bit, boolean on) {
        int state = slab.get(pair + STATE);
        slab.set(pair + STATE, on ? state | bit : state & ~bit);
    }

    /** The rank at which a pair is taken: that of its weaker end. */
    int rankOfPair(int pair) {
        return rank(weaker(pair));
    }

    /** In milliseconds since 1970. */
    long time(int pair) {
        return slab.getLong(pair + TIME);
    }

    /** The evidence that is a pair's sighting. */
    Sighting sighting(int pair) {
        int header = slab.get(pair + STATE) & HEADER;
        return new Sighting(
                time(pair), Packed.of(header, slab.copy(pair + EVIDENCE, Packed.size(header))), counts(pair));
    }

    int firstDown(int node) {
        return slab.get(node + DOWN);
    }

    int nextDown(int pair) {
        return slab.get(pair + NEXT_DOWN);
    }

    int firstUp(int node) {
        return slab.get(node + UP);
    }

    int nextUp(int pair) {
        return slab.get(pair + NEXT_UP);
    }

    /** Visits every pair of a node. */
    void pairs(int node, IntConsumer visitor) {
        for (int pair = firstDown(node); pair != 0; pair = nextDown(pair)) {
            visitor.accept(pair);
        }
        for (int pair = firstUp(node); pair != 0; pair = nextUp(pair)) {
            visitor.accept(pair);
        }
    }

    /** Whether a pair's sighting came after the life of one of its ends, which begins with the first that counts. */
    boolean outlives(int pair) {
        return outlives(pair, stronger(pair)) || outlives(pair, weaker(pair));
    }

    private boolean outlives(int pair, int node) {
        long lifetime = namespaces.lifetime(namespace(node));
        return lifetime != Namespaces.FOREVER && time(pair) - birth(node) > lifetime;
    }

    private long birth(int node) {
        long birth = Long.MAX_VALUE;
        for (int pair = firstDown(node); pair != 0; pair = nextDown(pair)) {
            birth = counts(pair) ? Math.min(birth, time(pair)) : birth;
        }
        for (int pair = firstUp(node); pair != 0; pair = nextUp(pair)) {
            birth = counts(pair) ? Math.min(birth, time(pair)) : birth;
        }
        return birth;
    }

    // ---- owners

    /** Whether a pair makes its stronger end an owner of the weaker. */
    boolean owns(int pair) {
        return isOpen(pair) && rank(stronger(pair)) < rank(weaker(pair));
    }

    /** Whether a node has too many owners, whatever clusters these are in. */
    boolean isWall(int node) {
        int most = namespaces.owners(namespace(node));
        if (most == Namespaces.ANY) {
            return hasCrowd(node);
        }
        int owners = owners(node, IdentityRules.MOST_OWNERS);
        return owners > IdentityRules.MOST_OWNERS || owners > most && hasStrangers(node, most);
    }

    /** Whether owners of a node are so many of one namespace that they are more than some people's, whatever belongs to whom. */
    private boolean hasCrowd(int node) {
        if (owners(node, IdentityRules.MOST_OWNERS) <= IdentityRules.MOST_OWNERS) {
            return false;
        }
        int[] owners = new int[namespaces.limits.length];
        for (int pair = firstUp(node); pair != 0; pair = nextUp(pair)) {
            int place = owns(pair) ? namespaces.limited(namespace(stronger(pair))) : -1;
            if (place >= 0 && ++owners[place] > IdentityRules.MOST_OWNERS * namespaces.limits[place]) {
                return true;
            }
        }
        return false;
    }

    /** Whether more owners of a node than some are of one namespace of which no two are ever in one cluster. */
    private boolean hasStrangers(int node, int most) {
        int[] owners = new int[namespaces.limits.length];
        for (int pair = firstUp(node); pair != 0; pair = nextUp(pair)) {
            int place = owns(pair) ? namespaces.alwaysExclusive(namespace(stronger(pair))) : -1;
            if (place >= 0 && ++owners[place] > most) {
                return true;
            }
        }
        return false;
    }

    /** Whether a node has so few owners that it is not shared for their number, whatever clusters these are in. */
    boolean hasFewOwners(int node) {
        int most = namespaces.owners(namespace(node));
        return most == Namespaces.ANY || owners(node, most) <= most;
    }

    /** How many owners a node has; counts one more than some at most. */
    int owners(int node, int most) {
        int owners = 0;
        for (int pair = firstUp(node); pair != 0 && owners <= most; pair = nextUp(pair)) {
            owners += owns(pair) ? 1 : 0;
        }
        return owners;
    }
}
