package io.windowreload.component.aws2.dms;

import java.time.DateTimeException;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.util.ObjectHelper;

/** What a message asks for: its headers, and the endpoint's options where it lacks them. Empty counts as missing. */
final class Dms2Input {
    private final Exchange exchange;
    private final Dms2Configuration configuration;

    Dms2Input(Exchange exchange, Dms2Configuration configuration) {
        this.exchange = exchange;
        this.configuration = configuration;
    }

    /**
     * The value of the header, else of the option.
     *
     * @throws IllegalArgumentException if there is neither
     */
    <T> T required(Dms2Parameter<T> parameter) {
        T value = optional(parameter);
        if (value == null) {
            throw new IllegalArgumentException("The header %s or the option %s must be specified"
                    .formatted(parameter.header(), parameter.optionName()));
        }
        return value;
    }

    /** The value of the header, else of the option, else null. */
    <T> T optional(Dms2Parameter<T> parameter) {
        T value = header(parameter);
        return value == null ? option(parameter) : value;
    }

    /** The value of the header, or null. */
    <T> T header(Dms2Parameter<T> parameter) {
        Object value = exchange.getMessage().getHeader(parameter.header());
        return convert(parameter, value, "header " + parameter.header());
    }

    /** The value of the option, or null. */
    <T> T option(Dms2Parameter<T> parameter) {
        Object value = parameter.option().apply(configuration);
        return convert(parameter, value, "option " + parameter.optionName());
    }

    private <T> T convert(Dms2Parameter<T> parameter, Object value, String origin) {
        if (ObjectHelper.isEmpty(value)) {
            return null;
        }
        try {
            return parameter.conversion().convert(exchange, value);
        } catch (NoTypeConversionAvailableException
                | TypeConversionException
                | IllegalArgumentException
                | DateTimeException e) {
            throw new IllegalArgumentException("The %s is not understood: %s".formatted(origin, e.getMessage()), e);
        }
    }
}
