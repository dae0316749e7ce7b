package io.windowreload.component.aws2.dms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.support.ScheduledPollConsumer;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/**
 * A consumer which tells of each change of a task's status and of a table's state with one exchange, task by task and in
 * the order in which a task's changes belong together. A poll sees only the present: of states that came and went between
 * two polls it tells the last one, but it does tell that one even if the task or the table was in the same state before.
 * An exchange that fails is offered again at the next poll, before anything later of that task.
 */
public class Dms2Consumer extends ScheduledPollConsumer {
    static final String TASK_STATUS = "taskStatus";
    static final String TABLE_STATE = "tableState";

    private Dms2Watch watch;
    private Dms2Told told;

    public Dms2Consumer(Dms2Endpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    @Override
    protected void doStart() throws Exception {
        Dms2Configuration configuration = getEndpoint().getConfiguration();
        Dms2Input input = new Dms2Input(getEndpoint().createExchange(), configuration);
        watch = new Dms2Watch(getEndpoint().getDatabaseMigrationClient(), configuration, input);
        if (told == null) {
            // A route that is stopped and started again goes on where it was.
            told = new Dms2Told(configuration.getIdempotentRepository());
        }
        super.doStart();
    }

    @Override
    protected int poll() throws Exception {
        List<ReplicationTask> tasks = watch.tasks();
        int count = 0;
        Exception failure = null;
        for (ReplicationTask task : tasks) {
            try {
                count += tellAll(task);
            } catch (Exception e) {
                // One task that cannot be read must not hide the others.
                failure = failure == null ? e : failure;
            }
        }
        count += tellGone(tasks);
        if (failure != null) {
            throw failure;
        }
        return count;
    }

    private int tellAll(ReplicationTask task) throws Exception {
        if (!isPollAllowed() || !watch.isWanted(task)) {
            return 0;
        }
        int count = 0;
        for (Dms2Sighting sighting : sightings(task)) {
            if (told.isNews(sighting)) {
                watch.changed(task);
                if (!tell(sighting)) {
                    return count;
                }
                count++;
            }
            told.remember(sighting);
        }
        return count;
    }

    /** The status of a task that has ended comes last: when it is told, its tables have been. */
    private List<Dms2Sighting> sightings(ReplicationTask task) {
        List<Dms2Sighting> sightings = new ArrayList<>();
        sightings.add(Dms2Sighting.of(task));
        watch.tables(task).forEach(table -> sightings.add(Dms2Sighting.of(task, table)));
        if (Dms2Watch.isAtRest(task)) {
            Collections.rotate(sightings, -1);
        }
        return sightings;
    }

    private int tellGone(List<ReplicationTask> tasks) throws Exception {
        Set<String> arns =
                tasks.stream().map(ReplicationTask::replicationTaskArn).collect(Collectors.toSet());
        int count = 0;
        for (Dms2Sighting gone : told.goneFrom(arns)) {
            if (!isPollAllowed()) {
                break;
            }
            if (watch.exists(gone.subject())) {
                told.forget(gone.subject());
            } else if (tell(gone.deleted())) {
                told.forget(gone.subject());
                count++;
            }
        }
        return count;
    }

    /** Whether the exchange went through. */
    private boolean tell(Dms2Sighting sighting) {
        Exchange exchange = createExchange(false);
        try {
            fill(exchange.getMessage(), sighting);
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        Exception failure = exchange.getException();
        if (failure == null && (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast())) {
            failure = new RollbackExchangeException(exchange);
        }
        if (failure != null) {
            getExceptionHandler()
                    .handleException("Error processing " + sighting.key() + ", it comes again", exchange, failure);
        }
        releaseExchange(exchange, false);
        return failure == null;
    }

    private void fill(Message message, Dms2Sighting sighting) {
        ReplicationTask task = sighting.task();
        message.setBody(sighting.isOfTask() ? task : sighting.table());
        message.setHeader(Dms2Constants.CHANGE, sighting.isOfTask() ? TASK_STATUS : TABLE_STATE);
        Dms2Headers.set(message, Dms2Constants.PREVIOUS_STATE, told.previousState(sighting));
        Dms2Headers.task(task, message);
        Dms2Headers.set(message, Dms2Constants.REPLICATION_TASK_IDENTIFIER, task.replicationTaskIdentifier());
        Dms2Headers.set(message, Dms2Constants.LAST_FAILURE_MESSAGE, task.lastFailureMessage());
        if (!sighting.isOfTask()) {
            TableStatistics table = sighting.table();
            message.setHeader(Dms2Constants.SCHEMA_NAME, table.schemaName());
            message.setHeader(Dms2Constants.TABLE_NAME, table.tableName());
            message.setHeader(Dms2Constants.TABLE_STATE, table.tableState());
        }
    }

    @Override
    public Dms2Endpoint getEndpoint() {
        return (Dms2Endpoint) super.getEndpoint();
    }
}
