package io.clientele.access;

import io.clientele.model.Profile;
import java.util.List;

/**
 * A person as a role sees them.
 *
 * @param profile the profile's id
 * @param identifiers those that the role may see
 * @param traits those that the role may see and the purpose permits; none where only somebody was to be found
 * @param hidden how many values the role may not see
 * @param activity how much is known
 */
public record Card(String profile, List<Shown> identifiers, List<Shown> traits, int hidden, Profile.Activity activity) {

    /** The lists cannot be changed. */
    public Card {
        identifiers = List.copyOf(identifiers);
        traits = List.copyOf(traits);
    }

    /** The profile's id and how much is seen; no value. */
    @Override
    public String toString() {
        return "card of " + profile + " with " + (identifiers.size() + traits.size()) + " values";
    }
}
