package io.tailrace.samples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tailrace.JournalStatus.Statistics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    /** The first integer that a script's number cannot tell from its neighbour. */
    private static final long INEXACT = (1L << 53) + 1;

    @Test
    void writesEveryLongAsAString() {
        ConsumerView consumer = new ConsumerView(
                "a \"b\"", INEXACT, Long.MAX_VALUE, 1.5, true, "reading", 7, "gate", 0, null, -1, false);
        PageMap pages = new PageMap(65536, List.of(List.of(0L, 1L), List.of(5L, INEXACT)), false, INEXACT, 64);
        LiveSample sample = new LiveSample(
                1_795_269_115_454_299_119L,
                Row.absent(new Source("00", Path.of("/x/y")), Access.State.GONE, null, null),
                INEXACT,
                Long.MAX_VALUE,
                3L,
                new Statistics(1, 2, 3, 4, 5, 6, 7, INEXACT),
                List.of(new WriterView(2, INEXACT, false, 5, 6)),
                List.of(consumer),
                pages,
                new LatenessView(INEXACT, 1, 2, 3, 4, 30, true),
                new WaitingView("futex", INEXACT, true, false),
                null,
                List.of(new Event(1, INEXACT, Event.Kind.GATE_CLOSED, "waits", INEXACT)));
        assertEquals(
                "{\"at\":\"1795269115454299119\",\"row\":{\"id\":\"00\",\"path\":\"/x/y\",\"name\":\"y\",\"directory\":\"/x\","
                        + "\"state\":\"gone\",\"problem\":null,\"since\":null,\"uuid\":null,\"pageSize\":null,\"tail\":null,\"floor\":null,"
                        + "\"frames\":null,\"framesPerSecond\":null,\"bytesPerSecond\":null,\"page\":null,\"pages\":null,"
                        + "\"switches\":null,\"lastSwitchAt\":null,\"spaceUsed\":null,\"spaceLeft\":null,\"capacity\":null,"
                        + "\"retention\":null,\"mode\":null,\"writer\":null,\"livingWriters\":null,"
                        + "\"deadWriters\":[],\"sealed\":null,\"waitingFor\":[],\"consumers\":null,"
                        + "\"standing\":[],\"worstLagBytes\":null,\"worstLagMillis\":null},"
                        + "\"writePos\":\"9007199254740993\",\"totalPages\":\"9223372036854775807\",\"epoch\":\"3\","
                        + "\"statistics\":{\"switches\":\"1\",\"switchNanos\":\"2\",\"longestSwitchNanos\":\"3\","
                        + "\"takeovers\":\"4\",\"gatesClosed\":\"5\",\"gateClosedNanos\":\"6\",\"evictions\":\"7\","
                        + "\"spaceShort\":\"9007199254740993\"},"
                        + "\"writers\":[{\"slot\":2,\"pid\":\"9007199254740993\",\"alive\":false,\"lastActive\":\"5\","
                        + "\"sealed\":\"6\"}],"
                        + "\"consumers\":[{\"name\":\"a \\\"b\\\"\",\"cursor\":\"9007199254740993\","
                        + "\"lagBytes\":\"9223372036854775807\",\"lagMillis\":1.5,\"alive\":true,\"state\":\"reading\","
                        + "\"pid\":\"7\",\"policy\":\"gate\",\"heldBytes\":\"0\",\"paused\":null,\"idleMillis\":\"-1\","
                        + "\"standing\":false}],"
                        + "\"pageMap\":{\"pageSize\":65536,\"ranges\":[[\"0\",\"1\"],[\"5\",\"9007199254740993\"]],"
                        + "\"truncated\":false,\"tail\":\"9007199254740993\",\"floor\":\"64\"},"
                        + "\"lateness\":{\"count\":\"9007199254740993\",\"p50\":\"1\",\"p99\":\"2\",\"p999\":\"3\","
                        + "\"max\":\"4\",\"windowSeconds\":30,\"sampled\":true},"
                        + "\"framesAwaited\":{\"asleep\":\"futex\",\"rings\":\"9007199254740993\","
                        + "\"withoutFutex\":true,\"otherNetwork\":false},\"roomAwaited\":null,"
                        + "\"events\":[{\"seq\":1,\"at\":\"9007199254740993\",\"kind\":\"gate-closed\",\"text\":\"waits\","
                        + "\"position\":\"9007199254740993\"}]}",
                new String(Json.bytes(sample), StandardCharsets.UTF_8));
    }
}
