package io.windowreload.routes;

import static io.windowreload.ledger.Step.APPLY;
import static io.windowreload.ledger.Step.ARM;
import static io.windowreload.ledger.Step.AWAIT_APPROVAL;
import static io.windowreload.ledger.Step.AWAIT_CDC;
import static io.windowreload.ledger.Step.CHECK_SOURCE;
import static io.windowreload.ledger.Step.CHECK_TARGET;
import static io.windowreload.ledger.Step.CLASSIFY;
import static io.windowreload.ledger.Step.COMPARE;
import static io.windowreload.ledger.Step.COUNT;
import static io.windowreload.ledger.Step.CREATE;
import static io.windowreload.ledger.Step.DELETE;
import static io.windowreload.ledger.Step.DISARM;
import static io.windowreload.ledger.Step.FORECAST;
import static io.windowreload.ledger.Step.LIFT_FENCE;
import static io.windowreload.ledger.Step.LOOK_AFTER;
import static io.windowreload.ledger.Step.OPEN_LOOK;
import static io.windowreload.ledger.Step.POLL;
import static io.windowreload.ledger.Step.SETTLE;
import static io.windowreload.ledger.Step.START;
import static io.windowreload.ledger.Step.STOP;
import static io.windowreload.ledger.Step.UNDO;
import static io.windowreload.ledger.Step.VERIFY;

import io.windowreload.ledger.Run;
import io.windowreload.reload.Flow;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

/**
 * The life of a run, from top to bottom.
 *
 * <p>A reload and a look begin at CHECK_SOURCE, an undo at UNDO; who fails or is cancelled goes to STOP. Each step is short and can be
 * repeated. What a step does stands in the route or the bean that it names; which step follows stands here and nowhere else. Nothing lives
 * in memory between two steps: the ledger knows the step, and any process may go on.
 */
public final class ReloadFlow extends RouteBuilder {
    /** The steps and their order. */
    public static final Flow FLOW = new Flow()
            // Before anything is read: is the source fit, is the target fit, what will DMS be asked; then the fence.
            .step(CHECK_SOURCE, "asks DMS for instance, connections, CDC task, latency")
            .to("direct:plan-check-source")
            .then(CHECK_TARGET)
            .step(CHECK_TARGET, "compares the tables, makes missing staging tables, writes down what DMS will be asked")
            .to("direct:plan-check-target")
            .then(AWAIT_APPROVAL)
            .step(AWAIT_APPROVAL, "waits until somebody else lets the run go on, where settings want that")
            .bean("approval", "await")
            .back("once somebody has, after it was asked for", CHECK_SOURCE)
            .then(ARM)
            .step(ARM, "the fence, table by table, then the horizon")
            .bean("plan", "arm")
            .then(CREATE)
            // DMS fills staging: one task, made once, started once, watched until it has settled.
            .step(CREATE, "writes the task's identifier down, empties staging, makes the task")
            .to("direct:load-create")
            .then(START)
            .step(START, "starts a task that is `ready`")
            .to("direct:load-start")
            .then(POLL)
            .step(POLL, "looks at task and tables")
            .to("direct:load-poll")
            .back("where a load that failed may go better", CREATE)
            .then(COUNT)
            // Before production is touched: staging against what DMS reports, and CDC past the load's end.
            .step(
                    COUNT,
                    "counts staging against DMS and the window; asserts its columns against rows that production has under the same keys")
            .to("direct:check-count")
            .back("where another CDC task's tables, or more keys, are to be loaded", CREATE)
            .then(AWAIT_CDC)
            .step(AWAIT_CDC, "waits until CDC has passed the load's end")
            .to("direct:check-cdc")
            .then(CLASSIFY)
            // Staging into production beside CDC.
            .step(CLASSIFY, "one pass: the plan of each table, or of each lane of it")
            .to("direct:merge-call")
            .when("of a dry run", run -> run.options().dryRun(), FORECAST)
            .when("from a plan", run -> run.options().plan() != null, COMPARE)
            .then(APPLY)
            .step(FORECAST, "a dry run's account and samples, instead of `APPLY`")
            .to("direct:merge-call")
            .when("of keys", Run::byKeys, SETTLE)
            .then(DELETE)
            .step(COMPARE, "against an earlier dry run, where one was named")
            .to("direct:merge-call")
            .then(APPLY)
            .step(APPLY, "chunks, each its own transaction with its row in `merge_chunks`")
            .to("direct:merge-apply")
            .then(VERIFY)
            .step(UNDO, "of an undo: puts back what the chunks wrote, the last chunk first")
            .to("direct:merge-call")
            .then(DISARM)
            // The proof, and what the source must be asked once more.
            .step(VERIFY, "compares again, settles the account")
            .to("direct:merge-call")
            .when("of a look, or of keys", Run::keyed, SETTLE)
            .then(OPEN_LOOK)
            .step(SETTLE, "of a look, or of keys: settles the keys that the source does not have")
            .bean("look", "settle")
            .then(OPEN_LOOK)
            .step(
                    OPEN_LOOK,
                    "opens a look at what the run leaves open and puts the look's fence on, while its own still stands")
            .bean("look", "open")
            .then(LIFT_FENCE)
            // A run that failed or was cancelled begins to clean up here.
            .step(STOP, "stops a task that still runs")
            .to("direct:clean-stop")
            .then(LOOK_AFTER)
            .step(
                    LOOK_AFTER,
                    "of a run that failed or was cancelled after a chunk was committed: opens a look at what it wrote, as `OPEN_LOOK` does")
            .bean("look", "after")
            .then(LIFT_FENCE)
            // Whatever the end was.
            .step(LIFT_FENCE, "takes the fence away, table by table, and plans that nothing needs")
            .bean("clean", "lift")
            .then(DELETE)
            .step(DELETE, "deletes the task by policy, waits until it is gone")
            .to("direct:clean-delete")
            .then(DISARM)
            .step(DISARM, "takes away what is left of the fence, empties staging after a success, ends the run")
            .bean("clean", "finish")
            .end();

    @Override
    public void configure() {
        var step = from("direct:reload-step")
                .id("reload-step")
                .description("Does the step that a run is at, and writes down what comes next")
                .routeGroup("reload")
                .routeConfigurationId("step-errors")
                .setVariable("run", body())
                .bean("reload", "enter(${variable.run})")
                .setVariable("run", body())
                .removeHeaders("*")
                .removeVariable("task")
                .bean("pace", "rests(${variable.run})")
                .choice()
                .when(simple("${body} != null"))
                .log(LoggingLevel.DEBUG, "run=${variable.run.id} rests: ${body}");
        for (var stage : FLOW.stages()) {
            step.when(simple("${variable.run.step} == '" + stage.step() + "'"));
            if (stage.endpoint() == null) {
                step.bean(stage.bean(), stage.method() + "(${variable.run})");
            } else {
                step.to(stage.endpoint());
            }
        }
        step.end().bean("reload", "moved(${variable.run}, ${body})");
    }
}
