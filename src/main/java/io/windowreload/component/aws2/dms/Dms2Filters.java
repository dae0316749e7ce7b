package io.windowreload.component.aws2.dms;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.Filter;

/** The filters of a describe call: the given ones, else those that follow from ARNs and identifiers. */
final class Dms2Filters {

    private Dms2Filters() {}

    /** The given filters only. */
    static List<Filter> given(Dms2Input input) {
        return givenOr(input, List::of);
    }

    /**
     * Of tasks: the ARN alone if there is one, else the identifier alone, else instance and endpoint. A header beats an
     * option, so that a message can ask for another task than the endpoint usually does.
     */
    static List<Filter> ofTasks(Dms2Input input) {
        return givenOr(input, () -> Stream.of(ofOneTask(input::header), ofOneTask(input::option))
                .filter(filters -> !filters.isEmpty())
                .findFirst()
                .orElseGet(() -> concat(byInstance(input), byEndpoint(input))));
    }

    /** Of replication instances: the ARN. */
    static List<Filter> ofInstances(Dms2Input input) {
        return givenOr(input, () -> byInstance(input));
    }

    /** Of endpoints: the ARN. */
    static List<Filter> ofEndpoints(Dms2Input input) {
        return givenOr(input, () -> byEndpoint(input));
    }

    /** Of connections: instance and endpoint. */
    static List<Filter> ofConnections(Dms2Input input) {
        return givenOr(input, () -> concat(byInstance(input), byEndpoint(input)));
    }

    /** Of assessment runs: the ARN of the run, else that of the task, else that of the instance. */
    static List<Filter> ofAssessmentRuns(Dms2Input input) {
        return givenOr(input, () -> firstOf(byAssessment(input), byInstance(input)));
    }

    /** Of individual assessments: the ARN of the run, else that of the task. */
    static List<Filter> ofAssessments(Dms2Input input) {
        return givenOr(input, () -> byAssessment(input));
    }

    /** Of serverless replications and their configurations: the ARN, else the identifier, a header before an option. */
    static List<Filter> ofReplications(Dms2Input input) {
        return givenOr(input, () -> firstOf(ofOneReplication(input::header), ofOneReplication(input::option)));
    }

    private static List<Filter> givenOr(Dms2Input input, Supplier<List<Filter>> derived) {
        List<Filter> given = input.optional(Dms2Parameters.FILTERS);
        return given == null ? derived.get() : given;
    }

    private static List<Filter> ofOneTask(Function<Dms2Parameter<String>, String> value) {
        return firstOf(
                by("replication-task-arn", value.apply(Dms2Parameters.REPLICATION_TASK_ARN)),
                by("replication-task-id", value.apply(Dms2Parameters.REPLICATION_TASK_IDENTIFIER)));
    }

    private static List<Filter> ofOneReplication(Function<Dms2Parameter<String>, String> value) {
        return firstOf(
                by("replication-config-arn", value.apply(Dms2Parameters.REPLICATION_CONFIG_ARN)),
                by("replication-config-id", value.apply(Dms2Parameters.REPLICATION_CONFIG_IDENTIFIER)));
    }

    private static List<Filter> byAssessment(Dms2Input input) {
        return firstOf(
                by(
                        "replication-task-assessment-run-arn",
                        input.optional(Dms2Parameters.REPLICATION_TASK_ASSESSMENT_RUN_ARN)),
                by("replication-task-arn", input.optional(Dms2Parameters.REPLICATION_TASK_ARN)));
    }

    private static List<Filter> byInstance(Dms2Input input) {
        return by("replication-instance-arn", input.optional(Dms2Parameters.REPLICATION_INSTANCE_ARN));
    }

    private static List<Filter> byEndpoint(Dms2Input input) {
        return by("endpoint-arn", input.optional(Dms2Parameters.ENDPOINT_ARN));
    }

    private static List<Filter> by(String name, String value) {
        return value == null
                ? List.of()
                : List.of(Filter.builder().name(name).values(value).build());
    }

    private static List<Filter> concat(List<Filter> first, List<Filter> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @SafeVarargs
    private static List<Filter> firstOf(List<Filter>... choices) {
        for (List<Filter> choice : choices) {
            if (!choice.isEmpty()) {
                return choice;
            }
        }
        return List.of();
    }
}
