package io.tailrace.samples.cli;

import io.tailrace.JournalStatus;
import io.tailrace.JournalStatus.ConsumerState;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.JournalStatus.Statistics;
import io.tailrace.JournalStatus.Waiting;
import io.tailrace.JournalStatus.WriterStatus;
import io.tailrace.WakeUp;
import java.nio.file.Path;

/** A status for programs. Fields are only ever added, behind those that are there. */
final class StatusJson {
    private StatusJson() {}

    /** @param here how this process would be woken */
    static Bytes of(JournalStatus status, Path path, WakeUp here) {
        Bytes line = new Bytes();
        Json json = new Json(line).beginObject();
        json.name("uuid").string(status.uuid().toString());
        json.name("pageSize").number(status.pageSize());
        json.name("currentPageIndex").number(status.currentPageIndex());
        json.name("totalPages").number(status.totalPages());
        json.name("writePos").number(status.writePos());
        json.name("tail").number(status.tail());
        json.name("floor").number(status.floor());
        json.name("writers").beginArray();
        for (WriterStatus writer : status.writers()) {
            json.beginObject();
            json.name("pid").number(writer.pid());
            json.name("alive").boolOrNull(writer.hidden() ? null : (Boolean) writer.alive());
            json.name("lastActive").number(writer.lastActive());
            json.name("slot").number(writer.slot());
            json.name("sealed").number(writer.sealed());
            json.endObject();
        }
        json.endArray();
        consumers(json.name("consumers"), status);
        json.name("createdAt").number(status.createdAt());
        json.name("mode").string(status.mode());
        json.name("path").string(path.toString());
        json.name("capacity").number(status.capacity());
        json.name("retention").string(RetentionConverter.format(status.retention()));
        json.name("waitingFor").beginArray();
        status.waitingFor().forEach(json::string);
        json.endArray();
        json.name("frames").number(status.frames());
        json.name("epoch").number(status.epoch());
        statistics(json.name("statistics"), status.statistics());
        json.name("sealed").number(status.sealed());
        waiting(json.name("framesAwaited"), status.framesAwaited());
        waiting(json.name("roomAwaited"), status.roomAwaited());
        json.name("wakeUpHere").string(here.toString());
        json.endObject();
        return line.put('\n');
    }

    private static void waiting(Json json, Waiting waiting) {
        json.beginObject();
        json.name("asleep")
                .stringOrNull(waiting.asleep() == null ? null : waiting.asleep().toString());
        json.name("rings").number(waiting.rings());
        json.name("withoutFutex").bool(waiting.withoutFutex());
        json.name("otherNetwork").bool(waiting.otherNetwork());
        json.endObject();
    }

    private static void statistics(Json json, Statistics statistics) {
        json.beginObject();
        json.name("switches").number(statistics.switches());
        json.name("switchNanos").number(statistics.switchNanos());
        json.name("longestSwitchNanos").number(statistics.longestSwitchNanos());
        json.name("takeovers").number(statistics.takeovers());
        json.name("gatesClosed").number(statistics.gatesClosed());
        json.name("gateClosedNanos").number(statistics.gateClosedNanos());
        json.name("evictions").number(statistics.evictions());
        json.name("spaceShort").number(statistics.spaceShort());
        json.endObject();
    }

    /** The consumers alone. */
    static Bytes consumers(JournalStatus status) {
        Bytes line = new Bytes();
        consumers(new Json(line), status);
        return line.put('\n');
    }

    private static void consumers(Json json, JournalStatus status) {
        json.beginArray();
        for (ConsumerStatus consumer : status.consumers()) {
            json.beginObject();
            json.name("name").string(consumer.name());
            json.name("cursor").number(consumer.cursor());
            json.name("lagBytes").number(consumer.lagBytes());
            json.name("alive")
                    .boolOrNull(consumer.state() == ConsumerState.UNKNOWN ? null : (Boolean) consumer.alive());
            json.name("state").string(consumer.state().toString());
            json.name("pid").number(consumer.pid());
            json.name("lastActive").number(consumer.lastActive());
            json.name("policy").string(consumer.policy().toString());
            json.name("heldBytes").number(consumer.heldBytes());
            json.name("idleMillis").number(consumer.idleMillis());
            json.name("paused").stringOrNull(consumer.paused());
            json.name("nextTimestamp").number(consumer.nextTimestamp());
            json.endObject();
        }
        json.endArray();
    }
}
