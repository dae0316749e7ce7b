package io.windowreload.window;

/** A failure with a code, caught only at the borders: file, command line, HTTP and run. */
public final class ReloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String pointer;

    public ReloadException(ErrorCode code, String detail) {
        this(code, detail, null, null);
    }

    public ReloadException(ErrorCode code, String detail, Throwable cause) {
        this(code, detail, null, cause);
    }

    private ReloadException(ErrorCode code, String detail, String pointer, Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.pointer = pointer;
    }

    /** A failure at one place of a JSON document, named by a JSON pointer (RFC 6901). */
    public static ReloadException at(String pointer, ErrorCode code, String detail) {
        return new ReloadException(code, detail, pointer, null);
    }

    public ErrorCode code() {
        return code;
    }

    /** Free of secrets and stack traces. */
    public String detail() {
        return getMessage();
    }

    /** Where in the request, or null. */
    public String pointer() {
        return pointer;
    }
}
