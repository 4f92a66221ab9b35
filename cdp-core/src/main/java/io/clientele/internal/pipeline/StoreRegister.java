package io.clientele.internal.pipeline;

import io.clientele.internal.fold.Register;
import io.clientele.internal.store.OwnerRow;
import io.clientele.internal.store.Store;
import io.clientele.model.Identifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The register of a store.
 *
 * @param store where numbers are
 * @param rows opens and hashes identifiers
 */
record StoreRegister(Store store, Rows rows) implements Register {

    @Override
    public int[] numbers(List<Identifier> identifiers) {
        List<List<byte[]>> blinds = identifiers.stream().map(rows::blinds).toList();
        int[] found = store.ownersOf(blinds.stream().flatMap(List::stream).toList());
        int[] numbers = new int[blinds.size()];
        int at = 0;
        for (int i = 0; i < numbers.length; i++) {
            for (int version = 0; version < blinds.get(i).size(); version++, at++) {
                numbers[i] = numbers[i] == 0 ? found[at] : numbers[i];
            }
        }
        return numbers;
    }

    @Override
    public Map<Integer, Identifier> identifiers(Collection<Integer> numbers) {
        Map<Integer, Identifier> found = new LinkedHashMap<>();
        for (OwnerRow row : store.owners(numbers)) {
            found.put(row.number(), rows.identifier(row));
        }
        return found;
    }
}
