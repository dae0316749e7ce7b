package io.windowreload.local.dms.api;

import static io.windowreload.local.dms.api.NamedFilters.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.windowreload.local.dms.cloud.AssessmentRun;
import io.windowreload.local.dms.cloud.Assessments;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Premigration assessments. */
final class AssessmentOperations {
    private static final NamedFilters<AssessmentRun> RUN_FILTERS = new NamedFilters<>(Map.of(
            "replication-task-assessment-run-arn", is(AssessmentRun::arn),
            "replication-task-arn", is(AssessmentRun::taskArn),
            "status", is(AssessmentRun::status)));
    private static final NamedFilters<Individual> INDIVIDUAL_FILTERS = new NamedFilters<>(Map.of(
            "replication-task-assessment-run-arn",
                    is(individual -> individual.run().arn()),
            "replication-task-arn", is(individual -> individual.run().taskArn()),
            "status", is(Individual::status)));

    private final Cloud cloud;
    private final Assessments assessments;

    AssessmentOperations(Cloud cloud, Assessments assessments) {
        this.cloud = cloud;
        this.assessments = assessments;
    }

    /** An individual assessment of a run. */
    private record Individual(AssessmentRun run, String name, String status) {}

    ObjectNode start(Members request) {
        var task = cloud.task(request.requiredText("ReplicationTaskArn"));
        var pending = new LinkedHashMap<String, String>();
        chosen(request, task.definition().migrationType()).forEach(name -> pending.put(name, "pending"));
        var run = new AssessmentRun(
                cloud.arns().random("assessment-run"),
                task.arn(),
                request.requiredText("AssessmentRunName"),
                "starting",
                cloud.now(),
                request.requiredText("ServiceAccessRoleArn"),
                request.requiredText("ResultLocationBucket"),
                request.text("ResultLocationFolder").orElse(null),
                pending);
        assessments.start(run);
        return answer(run);
    }

    private static List<String> chosen(Members request, String migrationType) {
        var only = request.texts("IncludeOnly");
        var except = request.texts("Exclude");
        if (!only.isEmpty() && !except.isEmpty()) {
            throw AwsError.invalidCombination("IncludeOnly and Exclude cannot be used together");
        }
        var applicable = Assessments.applicable(migrationType);
        for (var name : only.isEmpty() ? except : only) {
            if (!applicable.contains(name)) {
                throw AwsError.invalidValue("Individual assessment " + name + " is not applicable to the task");
            }
        }
        return only.isEmpty()
                ? applicable.stream().filter(name -> !except.contains(name)).toList()
                : only;
    }

    ObjectNode cancel(Members request) {
        var run = run(request);
        assessments.cancel(run);
        return answer(assessments.run(run.arn()));
    }

    ObjectNode delete(Members request) {
        var run = run(request);
        assessments.delete(run);
        return answer(assessments.run(run.arn()));
    }

    ObjectNode describeRuns(Members request) {
        var runs = RUN_FILTERS.applyOrFail(
                request, List.copyOf(cloud.assessmentRuns().values()), "assessment run");
        return Page.answer(request, "ReplicationTaskAssessmentRuns", runs, Page.USUAL_MAXIMUM, this::json);
    }

    ObjectNode describeIndividuals(Members request) {
        var individuals = cloud.assessmentRuns().values().stream()
                .flatMap(run -> run.assessments().entrySet().stream()
                        .map(entry -> new Individual(run, entry.getKey(), entry.getValue())))
                .toList();
        return Page.answer(
                request,
                "ReplicationTaskIndividualAssessments",
                INDIVIDUAL_FILTERS.apply(request, individuals),
                Page.USUAL_MAXIMUM,
                this::json);
    }

    private ObjectNode json(Individual individual) {
        var node = WireJson.object();
        node.put(
                "ReplicationTaskIndividualAssessmentArn",
                cloud.arns().of("individual-assessment", individual.name().toUpperCase(Locale.ROOT)));
        node.put("ReplicationTaskAssessmentRunArn", individual.run().arn());
        node.put("IndividualAssessmentName", individual.name());
        node.put("Status", individual.status());
        WireJson.put(
                node,
                "ReplicationTaskIndividualAssessmentStartDate",
                individual.run().created());
        return node;
    }

    ObjectNode applicable(Members request) {
        var arn = request.text("ReplicationTaskArn");
        var type = arn.isPresent()
                ? cloud.task(arn.get()).definition().migrationType()
                : request.requiredText("MigrationType");
        return Page.answer(
                request,
                "IndividualAssessmentNames",
                Assessments.applicable(type),
                Page.USUAL_MAXIMUM,
                TextNode::valueOf);
    }

    private AssessmentRun run(Members request) {
        return assessments.run(request.requiredText("ReplicationTaskAssessmentRunArn"));
    }

    private ObjectNode answer(AssessmentRun run) {
        var answer = WireJson.object();
        answer.set("ReplicationTaskAssessmentRun", json(run));
        return answer;
    }

    private ObjectNode json(AssessmentRun run) {
        var node = WireJson.object();
        node.put("ReplicationTaskAssessmentRunArn", run.arn());
        node.put("ReplicationTaskArn", run.taskArn());
        node.put("Status", run.status());
        WireJson.put(node, "ReplicationTaskAssessmentRunCreationDate", run.created());
        node.putObject("AssessmentProgress")
                .put("IndividualAssessmentCount", run.assessments().size())
                .put("IndividualAssessmentCompletedCount", run.count("passed") + run.count("failed"));
        node.put("ServiceAccessRoleArn", run.roleArn());
        node.put("ResultLocationBucket", run.bucket());
        WireJson.put(node, "ResultLocationFolder", run.folder());
        node.put("AssessmentRunName", run.name());
        node.put("IsLatestTaskAssessmentRun", isLatest(run));
        node.putObject("ResultStatistic")
                .put("Passed", run.count("passed"))
                .put("Failed", run.count("failed"))
                .put("Error", 0)
                .put("Warning", 0)
                .put("Cancelled", run.count("cancelled"))
                .put("Skipped", 0);
        return node;
    }

    private boolean isLatest(AssessmentRun run) {
        return cloud.assessmentRuns().values().stream()
                .filter(other -> other.taskArn().equals(run.taskArn()))
                .reduce((earlier, later) -> later)
                .filter(run::equals)
                .isPresent();
    }
}
