package io.windowreload;

/** Entry point of the command line. */
public final class App {
    private App() {}

    public static void main(String[] args) {}
}
