package io.clientele.identity.internal;

/** That two nodes are likely of one person, by what was said of them. */
public final class Guess {

    /** The end that ranks higher. */
    public final int stronger;
    /** The other. */
    public final int weaker;
    /** How likely it is, in whole parts of a bit. */
    public final int score;
    /** When the later of the two was said, in milliseconds since 1970. */
    public final long time;
    /** Whether no decision takes it back. */
    public final boolean open;
    /** Whether it is one of the ties that join its cluster. */
    public boolean tree;

    /** A guess that joins nothing yet. */
    public Guess(int stronger, int weaker, int score, long time, boolean open) {
        this.stronger = stronger;
        this.weaker = weaker;
        this.score = score;
        this.time = time;
        this.open = open;
    }

    /** The end that a node is not. */
    public int other(int end) {
        return end == stronger ? weaker : stronger;
    }

    /** Whether it says the same as another. */
    public boolean isSame(Guess that) {
        return stronger == that.stronger
                && weaker == that.weaker
                && score == that.score
                && time == that.time
                && open == that.open;
    }
}
