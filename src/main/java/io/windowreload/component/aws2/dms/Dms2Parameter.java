package io.windowreload.component.aws2.dms;

import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;

/**
 * A value that a call needs, by the header that carries it and the option that stands in for a missing header.
 *
 * @param header the name of the header
 * @param option reads the endpoint's option
 * @param conversion makes the value of what header or option hold
 */
record Dms2Parameter<T>(String header, Function<Dms2Configuration, ?> option, Conversion<T> conversion) {

    private static final String PREFIX = "CamelAwsDms";

    /** Makes a value of what a header or an option holds. */
    @FunctionalInterface
    interface Conversion<T> {
        T convert(Exchange exchange, Object value) throws NoTypeConversionAvailableException;

        /** Camel's own conversion, but never silently nothing: a filter that is not understood must not be left out. */
        static <T> Conversion<T> to(Class<T> type) {
            return (exchange, value) ->
                    exchange.getContext().getTypeConverter().mandatoryConvertTo(type, exchange, value);
        }
    }

    static <T> Dms2Parameter<T> of(String header, Class<T> type, Function<Dms2Configuration, ?> option) {
        return new Dms2Parameter<>(header, option, Conversion.to(type));
    }

    static Dms2Parameter<String> text(String header, Function<Dms2Configuration, ?> option) {
        return of(header, String.class, option);
    }

    /** The name of the option: that of the header without the common prefix. */
    String optionName() {
        String name = header.substring(PREFIX.length());
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
