package io.windowreload.window;

import java.util.EnumSet;
import java.util.Set;

/** Every failure that reaches a person carries one of these. docs/errors.md lists the same. */
public enum ErrorCode {
    REQUEST_UNREADABLE(
            Category.REQUEST,
            false,
            "The request file cannot be read",
            "Send one JSON object in UTF-8, within the size limit."),
    REQUEST_INVALID(
            Category.REQUEST,
            false,
            "The request does not fit its schema",
            "Compare it with config/request.schema.json; the pointer names the place."),
    REQUEST_NAME_REFUSED(
            Category.REQUEST,
            false,
            "The request file's name is refused",
            "Use letters, digits, dots, dashes and underscores, and end with .json."),
    REQUEST_ID_REUSED(
            Category.CONFLICT,
            false,
            "This requestId stands for another request",
            "Give the changed request a requestId of its own, or leave the requestId out."),
    TABLE_UNKNOWN(
            Category.REQUEST,
            false,
            "A table of the request is not registered",
            "Name a target table of tables.json, or register the table there."),
    KEYS_INVALID(
            Category.REQUEST,
            false,
            "The keys that the request names are not valid",
            "Name each row by all columns of the table's primary key, as production calls them, each with a value."),
    WINDOW_INVALID(Category.REQUEST, false, "The window is not valid", "Give 'from' before 'to', or a 'month' alone."),
    WINDOW_TOO_LONG(
            Category.REQUEST,
            false,
            "The window is longer than one run may take",
            "Run it in pieces: window-reload run --from TIME --to TIME --split month; or raise reload.window.longest."),
    WINDOW_IN_FUTURE(
            Category.REQUEST,
            false,
            "The window has not ended yet",
            "Wait until the window has passed, or end it earlier."),
    SETTINGS_INVALID(
            Category.REQUEST,
            false,
            "A setting is wrong",
            "Fix this setting; config/application.properties explains each."),
    TABLES_INVALID(Category.REQUEST, false, "The table registry is wrong", "Fix tables.json at this place."),
    RUN_UNKNOWN(Category.REQUEST, false, "There is no such run", "'status' lists the runs."),
    RUN_WRONG_STATE(
            Category.CONFLICT,
            false,
            "The run is not in a state that allows this",
            "'status' shows the state of the run."),
    APPROVAL_BY_REQUESTER(
            Category.CONFLICT,
            false,
            "Nobody approves their own run",
            "Let another person approve it: on the page, over the API or JMX, or with window-reload approve RUN."),
    PLAN_UNUSABLE(
            Category.CONFLICT,
            false,
            "The plan cannot be run from",
            "Plan the same window and tables again, and run from the new plan."),
    PLAN_DEVIATES(
            Category.CONFLICT,
            false,
            "What the run found is not what was planned",
            "Nothing was merged. Look at the listed keys, then plan again or run without the plan."),
    UNDO_IMPOSSIBLE(
            Category.CONFLICT,
            false,
            "The run cannot be undone any more",
            "Before-images are kept for the time of reload.merge.undo; reload the window instead."),
    ACCESS_DENIED(
            Category.REQUEST,
            false,
            "The caller may not do this",
            "Give a name and secret of reload.http.users-file, and call by a host name that reload.http.allowed-hosts lists."),
    ADDRESS_UNKNOWN(
            Category.REQUEST,
            false,
            "There is nothing at this address",
            "The page is at /status; /api/openapi.yaml describes the API."),
    READ_ONLY(
            Category.CONFLICT,
            false,
            "This instance only shows",
            "reload.http.read-only is true here; use an instance or a way that may change things."),
    FOLDER_FULL(
            Category.UNAVAILABLE,
            true,
            "The disk of the request folder is full",
            "Free space there: it goes on by itself, and nothing is lost."),
    FOLDER_READ_ONLY(
            Category.UNAVAILABLE,
            true,
            "The request folder is read-only",
            "Mount it for writing: it goes on by itself, and nothing is lost."),
    FOLDER_ACCESS_DENIED(
            Category.UNAVAILABLE,
            true,
            "A right is missing in the request folder",
            "Let the program's user read and write it and the folders in it: it goes on by itself."),
    FOLDER_UNUSABLE(
            Category.UNAVAILABLE,
            true,
            "The request folder cannot be used",
            "It and accepted, done, failed and .working in it must be plain folders of one disk: it goes on by itself."),
    DMS_THROTTLED(
            Category.UNAVAILABLE,
            true,
            "AWS throttles the calls",
            "It is tried again; fewer tools on the same account help."),
    DMS_UNAVAILABLE(
            Category.UNAVAILABLE,
            true,
            "DMS does not answer",
            "It is tried again; check the network and the AWS status page."),
    AWS_CREDENTIALS_MISSING(
            Category.REQUEST,
            false,
            "There are no AWS credentials",
            "Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE), or a role of the container or instance."),
    DMS_ACCESS_DENIED(
            Category.UNAVAILABLE,
            false,
            "AWS denies the call",
            "Compare the role's policy with the one in docs/aws.md."),
    DMS_NOT_FOUND(
            Category.UNAVAILABLE,
            false,
            "A DMS resource does not exist",
            "Compare the ARNs of the settings with the account and region."),
    DMS_REFUSED(Category.UNAVAILABLE, false, "DMS refuses the request", "Read AWS's words in the detail."),
    DMS_INSTANCE_UNAVAILABLE(
            Category.UNAVAILABLE,
            true,
            "The replication instance is not available",
            "Wait until it is 'available', or free its storage."),
    DMS_CONNECTION_UNTESTED(
            Category.UNAVAILABLE,
            false,
            "A connection has no successful test",
            "Test both endpoints on this replication instance in the DMS console."),
    CDC_NOT_RUNNING(
            Category.UNAVAILABLE,
            false,
            "The CDC task is not running",
            "Start the CDC task first: a reload beside a stopped CDC task would be stale at once."),
    CDC_TABLE_ERROR(
            Category.UNAVAILABLE,
            false,
            "CDC does not replicate a table",
            "Bring the table back in the CDC task first; or accept this code in the request's options.cdc, with a reason."),
    CDC_POLICY_UNSAFE(
            Category.UNAVAILABLE,
            false,
            "The CDC task would stop or suspend a table at a conflict",
            "Set the policy that is named to LOG_ERROR or gentler; or accept this code in the request's options.cdc, with a reason."),
    CDC_RULES_DIFFER(
            Category.UNAVAILABLE,
            false,
            "The CDC task's rules make something else of a table",
            "Compare tables.json with the rule that is named, or let 'init' write it anew from the CDC task."),
    CDC_LATENCY_UNKNOWN(
            Category.UNAVAILABLE,
            false,
            "How far CDC has got is unknown",
            "Allow cloudwatch:GetMetricData (and ListMetrics, where CDC is serverless), or set reload.cdc.latency to the longest latency that CDC ever has, such as 5m."),
    CLOUDWATCH_UNAVAILABLE(
            Category.UNAVAILABLE,
            true,
            "CloudWatch does not answer",
            "It is tried again; check reload.cdc.endpoint-override, the network and the region, or set reload.cdc.latency to the longest latency that CDC ever has, such as 5m."),
    CDC_BEHIND(
            Category.UNAVAILABLE,
            false,
            "CDC is too far behind",
            "Wait until CDC has caught up, or raise reload.cdc.barrier-timeout; nothing was merged."),
    CDC_CHANGE_REFUSED(
            Category.FAILED,
            false,
            "Production refused changes of CDC while the run went on",
            "See DMS's table awsdms_apply_exceptions; reload the window again when CDC is quiet."),
    DMS_TASK_FAILED(
            Category.FAILED,
            false,
            "The DMS task failed",
            "Read the detail and the task's CloudWatch log; fix the cause, then send the request again."),
    DMS_TASK_STOPPED(
            Category.FAILED,
            false,
            "The DMS task was stopped before it had finished",
            "Find out who or what stopped it; send the request again."),
    DMS_TASK_LOST(Category.FAILED, false, "The DMS task disappeared", "Somebody deleted it; send the request again."),
    DMS_TABLE_ERROR(
            Category.FAILED,
            false,
            "DMS could not load a table",
            "Read the table's error in the task's CloudWatch log. A column that only the source has wants an entry in the table's \"ignore\" in tables.json."),
    DMS_STATE_UNKNOWN(
            Category.FAILED,
            false,
            "DMS reports a state that this program does not know",
            "Look at the task in the DMS console; nothing was merged."),
    DMS_TIMED_OUT(
            Category.FAILED,
            false,
            "DMS did not finish in time",
            "Raise reload.dms.load-timeout, or ask for a shorter window."),
    COUNT_MISMATCH(
            Category.FAILED,
            false,
            "Staging does not hold what DMS reports",
            "Nothing was merged; send the request again, and look at the target's log if it recurs."),
    ROWS_OUTSIDE_WINDOW(
            Category.FAILED,
            false,
            "Staging holds rows outside the window",
            "The source filter did not work as meant; nothing was merged. Check the window column's type at the source."),
    COLUMNS_NOT_LOADED(
            Category.FAILED,
            false,
            "Columns came empty that are filled in production",
            "Nothing was merged. Declare the source's columns in tables.json; or accept this code in the request's options.staging, with a reason."),
    ROWS_NOT_INSERTED(
            Category.FAILED,
            false,
            "Rows that production lacks were not asked for",
            "The request names columns, and these are repaired in rows that are there. Reload the window without \"columns\" to insert the others."),
    WINDOW_ZONE_UNKNOWN(
            Category.FAILED,
            false,
            "It is open in which time zone DMS has read the window column",
            "Set reload.dms.session-zone to the zone of DMS's session at the target."),
    COLUMNS_EXCHANGED(
            Category.FAILED,
            false,
            "Columns came with the values of others",
            "Nothing was merged. Declare the source's columns in its order in tables.json and drop the staging table; or accept this code in options.staging."),
    LOB_TRUNCATED(
            Category.FAILED,
            false,
            "Values came cut at the size limit for large objects",
            "Nothing was merged. Raise reload.dms.lob-max-size-kb above the longest value; or accept this code in the request's options.staging."),
    NOTHING_LOADED(
            Category.FAILED,
            false,
            "The load brought no row",
            "Is the window right, and the column's type and zone at the source? Where it is meant, say allowEmpty in the request's options."),
    FEW_LOADED(
            Category.FAILED,
            false,
            "Production holds far more rows of the window than the load brought",
            "Find out why the source lacks them; nothing is deleted for this run. Where it is meant, say allowEmpty in the request's options."),
    NOTHING_MERGED(
            Category.FAILED,
            false,
            "All that was loaded was skipped",
            "The account names the reasons, 'status RUN' the keys; send the request again once they have passed."),
    KEYS_NOT_FOUND(
            Category.FAILED,
            false,
            "Keys are found nowhere",
            "Neither the source nor production has such rows: compare the keys with the table's primary key."),
    ORPHANS_LEFT(
            Category.FAILED,
            false,
            "Many rows have no parent in production",
            "Reload the parents' tables too, or a window that holds the parents; then send the request again."),
    TARGET_UNAVAILABLE(
            Category.UNAVAILABLE,
            true,
            "PostgreSQL is not available",
            "It is tried again; check that the server runs and can be reached."),
    TARGET_FULL(
            Category.UNAVAILABLE, true, "The disk of PostgreSQL is full", "Free space there: it goes on by itself."),
    TARGET_READ_ONLY(
            Category.UNAVAILABLE,
            true,
            "PostgreSQL takes no writes",
            "It is a standby or set to read-only: it is tried again; check that reload.target.jdbc-url leads to the primary."),
    TARGET_ACCESS_DENIED(
            Category.UNAVAILABLE,
            false,
            "PostgreSQL denies access",
            "Compare the role's grants with those in docs/aws.md."),
    TARGET_UNFIT(
            Category.UNAVAILABLE,
            false,
            "PostgreSQL or its ledger does not fit this program",
            "It must be version 13 or later, writable, and its schema admin made by this program's migrations; see the detail."),
    TARGET_TABLE_UNFIT(
            Category.UNAVAILABLE,
            false,
            "A target table cannot be merged",
            "It must exist with a key and its window column; see the detail."),
    KEY_UNDECLARED(
            Category.UNAVAILABLE,
            false,
            "Which columns identify a row at the source is not known",
            "Declare the source's key in tables.json (\"key\": [\"id\"]); see the detail."),
    TARGET_TRIGGER_ALTERS(
            Category.UNAVAILABLE,
            false,
            "A trigger makes something else of what is written",
            "Let the trigger leave alone what CDC brings, or write without triggers: reload.merge.triggers=skip."),
    TARGET_CODE_UNTRUSTED(
            Category.UNAVAILABLE,
            false,
            "Code of others would run with the program's rights",
            "Name the owner in reload.merge.trusted-owners, or give the function to a role that is trusted."),
    TARGET_SESSION_UNFIT(
            Category.UNAVAILABLE,
            false,
            "The session cannot be made what the program needs",
            "The detail names the setting or the pooler; see reload.merge.triggers for session_replication_role."),
    STAGING_DRIFT(
            Category.UNAVAILABLE,
            false,
            "A staging table does not fit its target",
            "Drop the staging table: the next run makes it anew."),
    STAGING_FOREIGN(
            Category.UNAVAILABLE,
            false,
            "A table in staging is somebody else's",
            "Rename it; or give it to the program, which empties it, by CALL admin.staging_adopt('its name')."),
    STAGING_NOT_EMPTY(
            Category.FAILED,
            false,
            "A staging table did not stay empty before the load",
            "Something else writes to staging; stop it and send the request again."),
    STAGING_CHANGED(
            Category.FAILED,
            false,
            "Staging changed after the merge was planned",
            "Something else wrote to staging; committed chunks stay, send the request again."),
    DUPLICATE_KEYS(
            Category.FAILED,
            false,
            "Staging or production holds a key twice",
            "Staging: the source changed a key while DMS read it, or the key is not unique there; send the request again. Production: delete the doubles."),
    MERGE_BUSY(
            Category.FAILED,
            true,
            "The merge did not get its locks",
            "It is tried again; look for long transactions on the target table."),
    ROWS_REJECTED(
            Category.FAILED,
            false,
            "Production refuses some rows",
            "The rest is merged; fix the rows or the constraints that the account names, then reload the window again."),
    MERGE_CONSTRAINT(
            Category.FAILED,
            false,
            "Production refuses too many rows",
            "Fix the rows or the constraint that is named; committed chunks stay, a new run goes on."),
    MERGE_FAILED(
            Category.FAILED,
            false,
            "The merge failed",
            "Read PostgreSQL's words in the detail; committed chunks stay, a new run goes on."),
    FENCE_BROKEN(
            Category.FAILED,
            false,
            "Deletes could not be followed",
            "The target table was truncated or altered while the run went on; the detail says how. Send the request again."),
    TARGET_REWRITTEN(
            Category.FAILED,
            false,
            "A target table was rewritten",
            "Its rows do not tell any more who wrote them last. What is committed stays; send the request again."),
    TARGET_RESTORED(
            Category.FAILED,
            false,
            "The database is not the one the run began in",
            "It was restored, or another server has taken over. Check that CDC has caught up; send the request again."),
    TRANSACTION_OPEN(
            Category.UNAVAILABLE,
            false,
            "A transaction has been open for long",
            "End it, or commit or roll back the prepared one that is named; a run waits only for those that have written its tables."),
    LEDGER_NEWER(
            Category.FAILED,
            false,
            "Another version of the program wrote this",
            "Look with that version; the detail has its word."),
    ORPHANS_WRITTEN(
            Category.FAILED,
            false,
            "Rows that the run wrote have lost their parent",
            "Triggers are off for the run and for CDC, so nothing holds a parent. See the listed keys; reload the window again when CDC is quiet."),
    VERIFY_FAILED(
            Category.FAILED,
            false,
            "Production does not hold what was merged",
            "The account names the table; send the request again and look at the skipped rows."),
    LEFT_OPEN(
            Category.FAILED,
            false,
            "Keys are left open",
            "What could be merged is merged. The look's skipped rows name the keys and why; retry a look that failed, or reload the window again."),
    LOOK_BLIND(
            Category.FAILED,
            false,
            "A look could not see whether the source has a row",
            "No row was deleted for it. Compare how the source spells the key with production; see the look's skipped rows."),
    NOTICE_UNDELIVERED(
            Category.UNAVAILABLE,
            true,
            "The receiver of notices takes none",
            "Fix the receiver or reload.notices.webhook; it is tried again for a day, and no run waits for it."),
    CANCELLED(Category.FAILED, false, "The run was cancelled", "Send the request again if it is wanted after all."),
    INTERNAL(
            Category.INTERNAL,
            false,
            "The program has a bug",
            "Report it with the log; nothing is lost, the run stands in the ledger.");

    private static final Set<ErrorCode> SEND_AGAIN = EnumSet.of(
            WINDOW_IN_FUTURE,
            CDC_BEHIND,
            CDC_CHANGE_REFUSED,
            DMS_TASK_FAILED,
            DMS_TASK_STOPPED,
            DMS_TASK_LOST,
            COUNT_MISMATCH,
            NOTHING_MERGED,
            ORPHANS_LEFT,
            STAGING_NOT_EMPTY,
            STAGING_CHANGED,
            DUPLICATE_KEYS,
            ROWS_REJECTED,
            MERGE_CONSTRAINT,
            MERGE_FAILED,
            FENCE_BROKEN,
            TARGET_REWRITTEN,
            TARGET_RESTORED,
            ORPHANS_WRITTEN,
            VERIFY_FAILED,
            LEFT_OPEN,
            CANCELLED);

    private final Category category;
    private final boolean retryable;
    private final String title;
    private final String hint;

    ErrorCode(Category category, boolean retryable, String title, String hint) {
        this.category = category;
        this.retryable = retryable;
        this.title = title;
        this.hint = hint;
    }

    /** What kind of failure it is; decides the exit code. */
    public enum Category {
        REQUEST(2),
        CONFLICT(4),
        UNAVAILABLE(3),
        FAILED(1),
        INTERNAL(70);

        private final int exitCode;

        Category(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    public Category category() {
        return category;
    }

    /** The process's exit code when this ends a command. */
    public int exitCode() {
        return category.exitCode;
    }

    /** Whether the program itself tries again with a growing delay before it gives up. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether the same request may succeed when somebody sends it again, as it is: of what the program tries by itself, and where the hint says to. */
    public boolean sendAgain() {
        return retryable || SEND_AGAIN.contains(this);
    }

    public String title() {
        return title;
    }

    /** What the operator does about it. */
    public String hint() {
        return hint;
    }
}
