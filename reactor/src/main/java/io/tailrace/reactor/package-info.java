/**
 * Journals as reactive streams: {@link io.tailrace.reactor.JournalFlux} reads one, {@link io.tailrace.reactor.JournalSink} publishes into
 * one, {@link io.tailrace.reactor.PollLoop} says on which thread reading happens.
 *
 * <h2>Reading</h2>
 *
 * <pre>
 * JournalFlux ─ receive() ─▶ FluxJournal ─ subscribe ─▶ JournalSubscription ─ added to ─▶ DutyCycle ◀─ turned by ─ a driver of PollLoop
 * </pre>
 *
 * <p>A duty cycle turns over its subscriptions: one that opens tries to, one that is open polls its reader, decodes in place and emits, all
 * on the loop's thread. There is no queue and no hand-over; demand is a counter that the loop reads. The driver is a thread of its own,
 * the user's own agent runner, or a worker of a Reactor scheduler.
 *
 * <p>A driver that sleeps asks its cycle before: that names the readers whose frames are wanted, and until when it can wait; or has something
 * to do. Whoever leaves a note for the loop does so with a full fence, then ends the sleep ({@code LoopSleep}); the loop is in its sleep, as far
 * as others see, before it looks for notes. So one of the two sees the other.
 *
 * <p>A subscription has a lease on its reader, a pump that polls it into the subscriber, and, if deliveries are acknowledged, a window of
 * what is in flight: a ring of marks that any thread sets, over whose part without a hole the loop moves the cursor once a turn. A
 * {@link io.tailrace.reactor.DrainSignal} is one more note that the loop reads each turn.
 *
 * <h2>Writing</h2>
 *
 * <pre>
 * JournalSink ─ send(), sendEach() ─▶ MonoSend, FluxSendEach ─ subscribe ─▶ SendSubscriber ─▶ AppenderLease ─▶ SharedAppender
 *                        Upstream (demand) ─▶ SendSubscriber ─▶ SendResults (Passage)         Turn ─▶ Baton
 * </pre>
 *
 * <p>A sender opens journal and appender on {@code Schedulers.boundedElastic()}, then subscribes to the source, whose thread appends. All
 * senders of a JVM into one journal share its appender; a baton says whose turn it is. That appender is the only one of the journal, or one of
 * many if that is shared: then senders of several JVMs write beside each other, room may be gone when it is claimed, and again when it is
 * committed, and only threads that may wait append. What cannot be appended at once is held: until it is
 * this one's turn, or for as long as a {@code Stall} lasts. Where there is something to wait for and the thread must not, another one goes
 * on.
 *
 * <h2>Ends</h2>
 *
 * <p>Names, locks and mappings are freed before a terminal signal, so that whoever subscribes again because of it finds them free.
 */
@NullMarked
package io.tailrace.reactor;

import org.jspecify.annotations.NullMarked;
