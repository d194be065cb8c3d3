package io.tailrace.samples.webflux;

import io.tailrace.FrameTooLargeException;
import io.tailrace.JournalException;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Says what went wrong as {@code application/problem+json}, RFC 9457. */
@RestControllerAdvice
final class Problems extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    /**
     * A journal's errors say themselves whether the same can succeed later: a closed gate, a full disk, another writer. Their messages are
     * for the log, since they name paths.
     */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> journalFailed(JournalException e) {
        if (e.isRetryable()) {
            LOG.warn("turned away: {}", e.getMessage());
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                    .body(problem(
                            HttpStatus.SERVICE_UNAVAILABLE, "Nothing was stored; the same request may succeed later."));
        }
        if (e instanceof FrameTooLargeException) {
            return ResponseEntity.of(problem(HttpStatus.CONTENT_TOO_LARGE, "Nothing was stored; it is too large."))
                    .build();
        }
        LOG.error("the journal needs somebody to look at it", e);
        return ResponseEntity.of(problem(HttpStatus.INTERNAL_SERVER_ERROR, "The orders cannot be reached."))
                .build();
    }

    private static ProblemDetail problem(HttpStatus status, String detail) {
        return ProblemDetail.forStatusAndDetail(status, detail);
    }

    /** Also says which fields are wrong, and why. */
    @Override
    protected Mono<ResponseEntity<Object>> handleWebExchangeBindException(
            WebExchangeBindException e, HttpHeaders headers, HttpStatusCode status, ServerWebExchange exchange) {
        Map<String, String> errors = new TreeMap<>();
        for (FieldError error : e.getFieldErrors()) {
            errors.put(error.getField(), String.valueOf(error.getDefaultMessage()));
        }
        e.getBody().setProperty("errors", errors);
        return handleExceptionInternal(e, null, headers, status, exchange);
    }
}
