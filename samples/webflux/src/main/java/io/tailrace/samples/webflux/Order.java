package io.tailrace.samples.webflux;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

/**
 * An order, which is JSON on its way in, in the journal, and on its way to the browsers.
 *
 * @param customer who orders
 * @param item what
 * @param quantity how many
 */
record Order(
        @NotBlank @Size(max = 100) String customer,
        @NotBlank @Size(max = 1000) String item,
        @Positive @Max(1_000_000) int quantity) {}
