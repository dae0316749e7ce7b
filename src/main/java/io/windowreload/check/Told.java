package io.windowreload.check;

import io.windowreload.check.Finding.Mark;
import io.windowreload.window.ErrorCode;

/** The answer of one look. */
record Told(Mark mark, String detail, ErrorCode code, String fix) {
    static Told met(String detail) {
        return new Told(Mark.MET, detail, null, null);
    }

    static Told noted(String detail, String fix) {
        return new Told(Mark.NOTED, detail, null, fix);
    }

    static Told notMet(ErrorCode code, String detail, String fix) {
        return new Told(Mark.NOT_MET, detail, code, fix);
    }
}
