package io.windowreload.check;

import java.util.function.Supplier;

/** Asks once and remembers the answer, a refusal included: several preconditions hang on it. */
final class Memoized<T> implements Supplier<T> {
    private final Supplier<T> question;
    private boolean asked;
    private T answer;
    private RuntimeException refusal;

    private Memoized(Supplier<T> question) {
        this.question = question;
    }

    static <T> Memoized<T> of(Supplier<T> question) {
        return new Memoized<>(question);
    }

    @Override
    public T get() {
        if (!asked) {
            asked = true;
            try {
                answer = question.get();
            } catch (RuntimeException e) {
                refusal = e;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return answer;
    }
}
