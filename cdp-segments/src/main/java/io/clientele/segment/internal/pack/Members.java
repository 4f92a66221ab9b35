package io.clientele.segment.internal.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.PrimitiveIterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/** Sets of profile numbers in and out of other forms. */
public final class Members {

    private Members() {}

    /** The bytes of a set; small where members are few or many. */
    public static byte[] toBytes(RoaringBitmap members) {
        ByteBuffer buffer = ByteBuffer.allocate(members.serializedSizeInBytes());
        members.serialize(buffer);
        return buffer.array();
    }

    /**
     * The set of these bytes.
     *
     * @throws IllegalArgumentException if they are damaged
     */
    public static RoaringBitmap of(byte[] bytes) {
        RoaringBitmap members = new RoaringBitmap();
        try {
            members.deserialize(ByteBuffer.wrap(bytes));
            return members;
        } catch (IOException | RuntimeException damaged) {
            throw new IllegalArgumentException("the saved memberships are damaged", damaged);
        }
    }

    /** The numbers in ascending order. */
    public static IntStream stream(RoaringBitmap members) {
        PeekableIntIterator iterator = members.getIntIterator();
        PrimitiveIterator.OfInt numbers = new PrimitiveIterator.OfInt() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public int nextInt() {
                return iterator.next();
            }
        };
        int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
        return StreamSupport.intStream(Spliterators.spliterator(numbers, members.getLongCardinality(), traits), false);
    }
}
