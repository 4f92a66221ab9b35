/**
 * The bytes of records before they are sealed.
 *
 * <p>Read this when you change what is kept on disk. Not exported.
 *
 * <p>A record is a tree of fields with short names. Its first byte tells the format: <code>2</code> is the one below, the
 * opening brace is JSON text, which the first stores were written in and which is read and never written; any other is
 * refused. What a name means is said in {@link io.clientele.internal.codec.RecordCodec}. A new format gets a new first byte; an
 * old one is read for as long as stores hold it.
 *
 * <pre>
 * record  = format fields
 * format  = the byte 2
 * fields  = number, then so many of: text (the name), value
 * value   = 1 text | 2 signed (a whole number) | 3 signed (the scale, not 0) signed (the unscaled number)
 *         | 4 signed (the scale) number (a length) two's complement, highest byte first (what 3 has no room for)
 *         | 5 (true) | 6 (false) | 7 number, then so many values | 8 fields
 * text    = number (a length in bytes) UTF-8
 * signed  = number: 0, -1, 1, -2 … as 0, 1, 2, 3 …
 * number  = groups of seven bits, lowest first, each but the last with its highest bit set; 64 bits at most
 * </pre>
 *
 * <p>Every value has one form: the shortest. The reader refuses any other, a name given twice, text that is not UTF-8, lengths
 * that go past the end, nesting deeper than 18, and bytes after the end. So two records are equal if their bytes are, and a
 * tree that was written is read again as it was: <code>RecordCodecTest</code> holds both for drawn trees and events.
 */
@NullMarked
package io.clientele.internal.codec;

import org.jspecify.annotations.NullMarked;
