package io.clientele.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A wrapped key beside the name of the master key that wrapped it. In bytes: format, length of the name (two bytes), name,
 * wrapped key.
 *
 * @param name of the master key, at most 512 bytes in UTF-8
 * @param wrapped as the provider gave it
 */
record NamedKey(String name, byte[] wrapped) {

    static final byte KEYSTORE = 2;
    static final byte VAULT = 3;
    static final byte KMS = 4;
    private static final int MOST_NAME_BYTES = 512;

    byte[] bytes(byte format) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length > MOST_NAME_BYTES) {
            throw new IllegalArgumentException("name: at most " + MOST_NAME_BYTES + " bytes");
        }
        return ByteBuffer.allocate(1 + Short.BYTES + text.length + wrapped.length)
                .put(format)
                .putShort((short) text.length)
                .put(text)
                .put(wrapped)
                .array();
    }

    /**
     * Reads one.
     *
     * @param format whose it must be
     * @param by how to name the provider
     * @throws WrongKeyException if it is none
     */
    static NamedKey read(byte[] bytes, byte format, String by) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length > 1 + Short.BYTES && in.get() == format) {
            int length = in.getShort();
            if (length > 0 && length <= MOST_NAME_BYTES && in.remaining() > length) {
                byte[] name = new byte[length];
                byte[] wrapped = new byte[in.remaining() - length];
                in.get(name).get(wrapped);
                return new NamedKey(new String(name, StandardCharsets.UTF_8), wrapped);
            }
        }
        throw new WrongKeyException("a wrapped key is not one that " + by + " wrapped");
    }

    @Override
    public String toString() {
        return "a key wrapped by " + name;
    }
}
