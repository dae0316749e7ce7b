package io.windowreload.program;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** What is wrong with a file of {@code routes/}, with its file and line where they are known. */
final class RouteFault {
    private static final Pattern NODE = Pattern.compile("(?s)>>> (.*) <<< in route:");

    private RouteFault() {}

    /** The words for what kept the routes from starting. */
    static String of(Throwable thrown, CamelContext context) {
        return causes(thrown)
                .map(cause -> place(cause, context))
                .flatMap(Optional::stream)
                .findFirst()
                .map(place -> place + ": ")
                .orElse("the routes do not start: ")
                .concat(words(thrown));
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause);
    }

    private static Optional<String> place(Throwable cause, CamelContext context) {
        if (cause instanceof MarkedYamlEngineException yaml) {
            return yaml.getProblemMark().map(mark -> file(mark.getName()) + ":" + (mark.getLine() + 1));
        }
        if (cause instanceof FailedToCreateRouteException failed && failed.getRouteId() != null && context != null) {
            var routes = context.getCamelContextExtension().getContextPlugin(Model.class);
            return Optional.ofNullable(routes.getRouteDefinition(failed.getRouteId()))
                    .map(route -> place(route, failed.getMessage()) + ": route " + failed.getRouteId());
        }
        return Optional.empty();
    }

    /** The node that failed, or the route's beginning: a node is known by the words that Camel has for it. */
    @SuppressWarnings("rawtypes")
    private static String place(RouteDefinition route, String message) {
        var node = NODE.matcher(message);
        Collection<ProcessorDefinition> all =
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class);
        var line = node.find()
                ? all.stream()
                        .filter(one -> one.toString().equals(node.group(1)))
                        .map(ProcessorDefinition::getLineNumber)
                        .findFirst()
                        .orElse(route.getLineNumber())
                : route.getInput().getLineNumber();
        var resource = route.getResource();
        return (resource == null ? "a route" : file(resource.getLocation())) + ":" + line;
    }

    private static String file(String location) {
        return location.replaceFirst("^(file|classpath):", "");
    }

    private static String words(Throwable thrown) {
        var root = causes(thrown).reduce((first, second) -> second).orElse(thrown);
        return root instanceof MarkedYamlEngineException yaml && yaml.getProblem() != null
                ? yaml.getProblem()
                : String.valueOf(root.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }
}
