package io.tailrace.samples.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;

/**
 * JSON for the page. Every {@code long} is a string: a script's numbers are exact up to 2^53 only, and a position is not. What is to be a
 * number is an {@code int} or a {@code double}.
 */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new SimpleModule("exact")
                    .addSerializer(long.class, ToStringSerializer.instance)
                    .addSerializer(Long.class, ToStringSerializer.instance));

    private Json() {}

    /** A value's UTF-8 bytes. */
    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + value.getClass().getSimpleName() + " cannot be written as JSON", e);
        }
    }
}
