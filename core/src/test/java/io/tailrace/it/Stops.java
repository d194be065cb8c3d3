package io.tailrace.it;

import io.tailrace.internal.fault.FaultInjection;
import io.tailrace.internal.fault.FaultPoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The places at which threads of this process stand still. */
final class Stops {
    private final Map<FaultPoint, Stop> stops = new ConcurrentHashMap<>();

    private Stops() {}

    /** Before any other class of the library is used. */
    static Stops install() {
        Stops stops = new Stops();
        FaultInjection.install(stops::reached);
        return stops;
    }

    private void reached(FaultPoint point) {
        Stop stop = stops.remove(point);
        if (stop != null) {
            stop.stand();
        }
    }

    /** The next thread that comes to the point stands still there; those behind it do not. */
    Stop at(FaultPoint point) {
        Stop stop = new Stop(point);
        stops.put(point, stop);
        return stop;
    }
}
