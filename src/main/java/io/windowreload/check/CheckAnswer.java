package io.windowreload.check;

import io.windowreload.check.Finding.Mark;
import io.windowreload.window.ErrorCode;

/** The answer of one look. */
record CheckAnswer(Mark mark, String detail, ErrorCode code, String fix) {
    static CheckAnswer met(String detail) {
        return new CheckAnswer(Mark.MET, detail, null, null);
    }

    static CheckAnswer noted(String detail, String fix) {
        return new CheckAnswer(Mark.NOTED, detail, null, fix);
    }

    static CheckAnswer notMet(ErrorCode code, String detail, String fix) {
        return new CheckAnswer(Mark.NOT_MET, detail, code, fix);
    }
}
