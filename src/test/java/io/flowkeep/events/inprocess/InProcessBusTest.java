package io.flowkeep.events.inprocess;

import io.flowkeep.events.EventBus;
import io.flowkeep.events.EventBusContract;
import io.flowkeep.events.IntakeWatch;
import io.flowkeep.events.Redelivery;

final class InProcessBusTest extends EventBusContract {
    @Override
    protected EventBus open(Redelivery redelivery, IntakeWatch watch) {
        return InProcessBus.open(redelivery, watch);
    }
}
