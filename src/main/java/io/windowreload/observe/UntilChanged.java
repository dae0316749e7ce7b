package io.windowreload.observe;

import java.util.function.Supplier;

/**
 * What is costly to find out, kept until the key that it depends on has changed. Whoever comes meanwhile waits for the one who finds
 * out.
 */
final class UntilChanged<T> {
    private Object key;
    private T value;

    synchronized T get(Object wanted, Supplier<T> find) {
        if (!wanted.equals(key)) {
            value = find.get();
            key = wanted;
        }
        return value;
    }
}
