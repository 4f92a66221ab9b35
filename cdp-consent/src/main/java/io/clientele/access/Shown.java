package io.clientele.access;

/**
 * One value as a role sees it.
 *
 * @param name where it stands: a trait's or field's path, or an identifier's namespace
 * @param value the value, or its mask
 * @param masked whether it is a mask
 */
public record Shown(String name, String value, boolean masked) {

    /** Where it stands, without the value. */
    @Override
    public String toString() {
        return name + (masked ? " masked" : " shown");
    }
}
