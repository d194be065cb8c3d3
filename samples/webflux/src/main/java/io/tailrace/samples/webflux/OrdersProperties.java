package io.tailrace.samples.webflux;

import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What can be set, as {@code --orders.journal=…} or in any other way that Spring Boot reads.
 *
 * @param journal directory of the journal; made if it is not there
 * @param capacity how far orders may run ahead of billing, at least a page; then they are turned away
 * @param keep how much is kept behind the newest order for browsers that come late or back, rounded up to pages
 * @param consumer the name that billing reads under
 * @param ledger file of what was billed
 * @param publishTimeout how long an order may wait for room
 * @param drainTimeout how long billing may take, at the end, for what it has begun
 */
@Validated
@ConfigurationProperties("orders")
record OrdersProperties(
        @DefaultValue("/dev/shm/orders") Path journal,
        @DefaultValue("64MB") DataSize capacity,
        @DefaultValue("16MB") DataSize keep,
        @DefaultValue("billing") @NotBlank String consumer,
        @DefaultValue("billing.ledger") Path ledger,
        @DefaultValue("2s") Duration publishTimeout,
        @DefaultValue("5s") Duration drainTimeout) {}
