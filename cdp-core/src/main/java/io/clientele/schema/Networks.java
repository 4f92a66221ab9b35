package io.clientele.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Cuts internet addresses down to the network they lie in. Never asks the network. */
final class Networks {

    private static final int V4_BYTES = 4;
    private static final int V6_GROUPS = 8;
    /** What an address begins with that goes on with one of four numbers (RFC 3056 2). */
    private static final int SIX_TO_FOUR = 0x2002;

    private Networks() {}

    /**
     * The address with all but its first bits zero, in the form of RFC 4291 2.2 without any contraction of zeros but the last;
     * empty if the text is no address.
     */
    static Optional<String> cut(String text, int ipv4, int ipv6) {
        String address = text.strip();
        int zone = address.indexOf('%');
        address = zone < 0 ? address : address.substring(0, zone);
        Optional<int[]> four = four(address);
        if (four.isPresent()) {
            return four.map(bytes -> join(masked(bytes, ipv4, Byte.SIZE)));
        }
        return six(address).map(groups -> written(groups, ipv4, ipv6));
    }

    private static String written(int[] groups, int ipv4, int ipv6) {
        if (isMapped(groups)) {
            int[] bytes = {groups[6] >> 8, groups[6] & 0xff, groups[7] >> 8, groups[7] & 0xff};
            return join(masked(bytes, ipv4, Byte.SIZE));
        }
        boolean carriesFour = groups[0] == SIX_TO_FOUR;
        int[] kept = masked(groups, carriesFour ? Math.min(ipv6, Short.SIZE + ipv4) : ipv6, Short.SIZE);
        int last = V6_GROUPS;
        while (last > 0 && kept[last - 1] == 0) {
            last--;
        }
        List<String> parts = new ArrayList<>();
        Arrays.stream(kept).limit(last).forEach(group -> parts.add(Integer.toHexString(group)));
        return String.join(":", parts) + (last == V6_GROUPS ? "" : "::");
    }

    /** An address of four numbers in the form of six (RFC 4291 2.5.5.2). */
    private static boolean isMapped(int[] groups) {
        return groups[5] == 0xffff && Arrays.stream(groups).limit(5).allMatch(group -> group == 0);
    }

    private static int[] masked(int[] parts, int bits, int width) {
        int[] kept = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int here = Math.max(0, Math.min(width, bits - i * width));
            kept[i] = parts[i] & ((1 << width) - (1 << (width - here)));
        }
        return kept;
    }

    private static String join(int[] bytes) {
        return bytes[0] + "." + bytes[1] + "." + bytes[2] + "." + bytes[3];
    }

    private static Optional<int[]> four(String text) {
        String[] parts = text.split("\\.", -1);
        int[] bytes = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = number(parts[i], 10, 3, 255);
        }
        boolean good = parts.length == V4_BYTES && Arrays.stream(bytes).allMatch(b -> b >= 0);
        return good ? Optional.of(bytes) : Optional.empty();
    }

    private static Optional<int[]> six(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text).filter(list -> list.size() == V6_GROUPS).map(Networks::array);
        }
        Optional<List<Integer>> head = groups(text.substring(0, gap));
        Optional<List<Integer>> tail = groups(text.substring(gap + 2));
        if (head.isEmpty() || tail.isEmpty() || head.get().size() + tail.get().size() >= V6_GROUPS) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(head.get());
        while (all.size() + tail.get().size() < V6_GROUPS) {
            all.add(0);
        }
        all.addAll(tail.get());
        return Optional.of(array(all));
    }

    private static int[] array(List<Integer> groups) {
        return groups.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Optional<List<Integer>> groups(String text) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return Optional.of(groups);
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            Optional<int[]> four = i == parts.length - 1 ? four(parts[i]) : Optional.empty();
            if (four.isPresent()) {
                groups.add(four.get()[0] << 8 | four.get()[1]);
                groups.add(four.get()[2] << 8 | four.get()[3]);
            } else {
                groups.add(number(parts[i], 16, 4, 0xffff));
            }
        }
        return groups.contains(-1) ? Optional.empty() : Optional.of(groups);
    }

    /** A number of digits alone; -1 if it is none or too great. */
    private static int number(String text, int radix, int digits, int most) {
        boolean plain = !text.isEmpty()
                && text.length() <= digits
                && text.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
        int value = plain ? Integer.parseInt(text, radix) : -1;
        return value <= most ? value : -1;
    }
}
