package io.clientele.identity.match.internal;

import java.util.List;

/** The keys under which a record is found: chosen atoms, alone or two together. */
final class Keys {

    /** The most keys of one record. */
    static final int MOST = 160;

    /** One or two atoms; the second is -1 where the first is enough. */
    record Template(int one, int other) {}

    private final List<Atom> atoms;
    private final List<Template> templates;

    Keys(List<Atom> atoms, List<Template> templates) {
        this.atoms = atoms;
        this.templates = List.copyOf(templates);
    }

    /** A number that looks random and depends on another alone (SplitMix64's finaliser). */
    static long mix(long bits) {
        long z = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    List<Template> templates() {
        return templates;
    }

    /** Room for one caller at a time. */
    static final class Scratch {
        final long[] keys = new long[MOST];
        private final long[] parts;
        private final int[] counts;

        Scratch(Keys keys) {
            parts = new long[keys.atoms.size() * 2 * Atom.MOST];
            counts = new int[keys.atoms.size()];
        }
    }

    /** Writes a record's keys into the scratch; returns how many. */
    int of(Row row, Scratch scratch) {
        for (int i = 0; i < atoms.size(); i++) {
            scratch.counts[i] = -1;
        }
        int count = 0;
        for (int t = 0; t < templates.size(); t++) {
            count = one(templates.get(t), t, row, scratch, count);
        }
        return count;
    }

    private int one(Template template, int number, Row row, Scratch scratch, int before) {
        int count = before;
        int ones = parts(template.one, row, scratch);
        int others = template.other < 0 ? 1 : parts(template.other, row, scratch);
        for (int i = 0; i < ones; i++) {
            for (int j = 0; j < others && count < MOST; j++) {
                long one = scratch.parts[template.one * 2 * Atom.MOST + i];
                long other = template.other < 0 ? 0 : scratch.parts[template.other * 2 * Atom.MOST + j];
                scratch.keys[count++] = mix(one * 31 + other + number);
            }
        }
        return count;
    }

    private int parts(int atom, Row row, Scratch scratch) {
        if (scratch.counts[atom] < 0) {
            scratch.counts[atom] = atoms.get(atom).of(row, scratch.parts, atom * 2 * Atom.MOST);
        }
        return scratch.counts[atom];
    }
}
