package io.windowreload.program;

import io.windowreload.reload.Flow;
import io.windowreload.routes.ReloadFlow;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;

/** The routes without which no run moves on. */
final class EssentialRoutes {
    private static final List<String> IDS = Stream.concat(
                    Stream.of("reload-claim", "reload-run", "reload-next"),
                    ReloadFlow.FLOW.stages().stream()
                            .map(Flow.Stage::endpoint)
                            .filter(Objects::nonNull)
                            .map(uri -> uri.substring("direct:".length())))
            .distinct()
            .toList();

    private EssentialRoutes() {}

    /** Fails with {@code SETTINGS_INVALID} where the folder lacks one. */
    static void check(CamelContext context) {
        var routes = context.getCamelContextExtension().getContextPlugin(Model.class);
        for (var id : IDS) {
            if (routes.getRouteDefinition(id) == null) {
                throw new ReloadException(ErrorCode.SETTINGS_INVALID, "the folder routes lacks the route " + id);
            }
        }
    }
}
