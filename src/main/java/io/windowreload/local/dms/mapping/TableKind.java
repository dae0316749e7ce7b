package io.windowreload.local.dms.mapping;

/** Which objects a selection rule takes: the {@code table-type} of its locator. */
public enum TableKind {
    TABLE,
    VIEW,
    ALL;

    public boolean tables() {
        return this != VIEW;
    }

    public boolean views() {
        return this != TABLE;
    }
}
