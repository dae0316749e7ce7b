"""Drives every operation of the DMS emulator with the AWS command line, as a person or a shell script would.

usage: dms_command_line.py ENDPOINT INSTANCE_ARN SOURCE_ARN TARGET_ARN CDC_TASK_ARN

Version 1 of the command line is called in this process where Python can import it, which saves its start for each command; else
the program `aws` is run. The last line of the output is "N passed, N failed".
"""

import contextlib
import io
import json
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

try:
    from awscli.clidriver import create_clidriver
except ImportError:
    create_clidriver = None

ENDPOINT, INSTANCE, SOURCE, TARGET, CDC = sys.argv[1:6]
OPERATIONS = Path(__file__).parent.parent / "resources/io/windowreload/local/dms/operations.txt"
TABLE = "SchemaName=SOURCE_SCHEMA,TableName=CUSTOMERS"
MAPPINGS = json.dumps({"rules": [
    {"rule-type": "selection", "rule-id": "1", "rule-name": "1", "rule-action": "include",
     "object-locator": {"schema-name": "SOURCE_SCHEMA", "table-name": "CUSTOMERS"}, "filters": []},
    {"rule-type": "transformation", "rule-id": "2", "rule-name": "2", "rule-action": "rename", "rule-target": "schema",
     "object-locator": {"schema-name": "SOURCE_SCHEMA"}, "value": "command_line"}]})

os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_PAGER="", AWS_MAX_ATTEMPTS="1",
                  AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
driver = create_clidriver() if create_clidriver else None
driven = set()


def run(command, *arguments):
    """Exit code, output and error of one command."""
    driven.add("".join(word.capitalize() for word in command.split("-")))
    line = ["dms", command, "--endpoint-url", ENDPOINT, "--region", "us-east-1", "--output", "json", *arguments]
    if driver is None:
        done = subprocess.run(["aws", *line], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = driver.main(line)
    return code, out.getvalue(), err.getvalue()


def aws(command, *arguments):
    code, out, err = run(command, *arguments)
    assert code == 0, f"{command} ended with {code}: {err}"
    return json.loads(out) if out.strip() else {}


def refused(error, command, *arguments):
    code, _, err = run(command, *arguments)
    assert code != 0 and f"({error})" in err, f"{command} ended with {code}: {err}"


def wait(what, until, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if until():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {what}")


def task(arn):
    return aws("describe-replication-tasks", "--filters", "Name=replication-task-arn,Values=" + arn)["ReplicationTasks"][0]


def wait_for(arn, status):
    wait(f"{arn} to be {status}", lambda: task(arn)["Status"] == status)


def ready(identifier, migration_type="full-load"):
    created = aws(
        "create-replication-task", "--replication-task-identifier", identifier, "--source-endpoint-arn", SOURCE,
        "--target-endpoint-arn", TARGET, "--replication-instance-arn", INSTANCE, "--migration-type", migration_type,
        "--table-mappings", MAPPINGS)
    arn = created["ReplicationTask"]["ReplicationTaskArn"]
    wait_for(arn, "ready")
    return arn


def a_task_from_create_to_gone():
    arn = ready("cli-life")
    aws("modify-replication-task", "--replication-task-arn", arn, "--replication-task-identifier", "cli-modified")
    wait_for(arn, "ready")
    aws("move-replication-task", "--replication-task-arn", arn, "--target-replication-instance-arn", INSTANCE)
    wait_for(arn, "ready")
    start = ("start-replication-task", "--replication-task-arn", arn, "--start-replication-task-type", "start-replication")
    aws(*start)
    wait_for(arn, "stopped")
    assert task(arn)["StopReason"] == "Stop Reason FULL_LOAD_ONLY_FINISHED"
    refused("InvalidParameterCombinationException", *start)
    tables = aws("describe-table-statistics", "--replication-task-arn", arn)["TableStatistics"]
    assert [table["TableState"] for table in tables] == ["Table completed"]
    aws("delete-replication-task", "--replication-task-arn", arn)
    wait("the end", lambda: run("describe-replication-tasks", "--filters", "Name=replication-task-arn,Values=" + arn)[0])
    refused("ResourceNotFoundFault", "describe-table-statistics", "--replication-task-arn", arn)


def a_task_that_captures_changes_reloads_and_stops():
    arn = ready("cli-cdc", "full-load-and-cdc")
    aws("start-replication-task", "--replication-task-arn", arn, "--start-replication-task-type", "start-replication")
    wait("the load", lambda: task(arn).get("ReplicationTaskStats", {}).get("TablesLoaded") == 1)
    refused("InvalidResourceStateFault", "delete-replication-task", "--replication-task-arn", arn)
    aws("reload-tables", "--replication-task-arn", arn, "--tables-to-reload", TABLE)
    aws("stop-replication-task", "--replication-task-arn", arn)
    wait_for(arn, "stopped")


def what_surrounds_a_task():
    assert aws("describe-replication-instances")["ReplicationInstances"][0]["ReplicationInstanceStatus"] == "available"
    assert len(aws("describe-endpoints")["Endpoints"]) == 2
    aws("test-connection", "--replication-instance-arn", INSTANCE, "--endpoint-arn", TARGET)
    wait("the test", lambda: {one["Status"] for one in aws("describe-connections")["Connections"]} == {"successful"})
    assert task(CDC)["Status"] == "running"
    assert aws("describe-events", "--duration", "10")["Events"]
    assert aws("describe-account-attributes")["AccountQuotas"]


def tags():
    aws("add-tags-to-resource", "--resource-arn", CDC, "--tags", "Key=Purpose,Value=cli", "Key=Other,Value=x")
    aws("remove-tags-from-resource", "--resource-arn", CDC, "--tag-keys", "Other")
    assert aws("list-tags-for-resource", "--resource-arn", CDC)["TagList"] == [{"Key": "Purpose", "Value": "cli"}]


def premigration_assessments():
    arn = ready("cli-assess")
    names = aws("describe-applicable-individual-assessments", "--replication-task-arn", arn)["IndividualAssessmentNames"]

    def start(name):
        return aws("start-replication-task-assessment-run", "--replication-task-arn", arn, "--service-access-role-arn",
                   "arn:aws:iam::000000000000:role/dms", "--result-location-bucket", "bucket", "--assessment-run-name",
                   name)["ReplicationTaskAssessmentRun"]["ReplicationTaskAssessmentRunArn"]

    one = ("--filters", "Name=replication-task-assessment-run-arn,Values=" + start("cli-one"))
    wait("the run", lambda: aws("describe-replication-task-assessment-runs", *one)[
        "ReplicationTaskAssessmentRuns"][0]["Status"] == "passed")
    individuals = aws("describe-replication-task-individual-assessments", *one)["ReplicationTaskIndividualAssessments"]
    assert len(individuals) == len(names)
    wait_for(arn, "ready")
    two = start("cli-two")
    aws("cancel-replication-task-assessment-run", "--replication-task-assessment-run-arn", two)
    aws("delete-replication-task-assessment-run", "--replication-task-assessment-run-arn", two)


def serverless_replications():
    arn = aws("create-replication-config", "--replication-config-identifier", "cli-serverless", "--source-endpoint-arn",
              SOURCE, "--target-endpoint-arn", TARGET, "--compute-config", "MaxCapacityUnits=2", "--replication-type",
              "full-load-and-cdc", "--table-mappings", MAPPINGS)["ReplicationConfig"]["ReplicationConfigArn"]
    config = ("--replication-config-arn", arn)
    named = ("--filters", "Name=replication-config-arn,Values=" + arn)

    def reaches(status):
        wait(status, lambda: aws("describe-replications", *named)["Replications"][0]["Status"] == status)

    reaches("created")
    aws("modify-replication-config", *config, "--compute-config", "MaxCapacityUnits=4")
    reaches("created")
    assert aws("describe-replication-configs", *named)["ReplicationConfigs"][0]["ComputeConfig"]["MaxCapacityUnits"] == 4
    aws("start-replication", *config, "--start-replication-type", "start-replication")
    wait("the load", lambda: [table["TableState"] for table in aws("describe-replication-table-statistics", *config)[
        "ReplicationTableStatistics"]] == ["Table completed"])
    aws("reload-replication-tables", *config, "--tables-to-reload", TABLE)
    aws("stop-replication", *config)
    reaches("stopped")
    aws("delete-replication-config", *config)


def every_operation_was_driven():
    wanted = set(OPERATIONS.read_text().split())
    assert driven == wanted, f"not driven: {sorted(wanted - driven)}, not listed: {sorted(driven - wanted)}"


def main():
    failed = 0
    parts = [a_task_from_create_to_gone, a_task_that_captures_changes_reloads_and_stops, what_surrounds_a_task, tags,
             premigration_assessments, serverless_replications, every_operation_was_driven]
    for part in parts:
        try:
            part()
            print("ok     " + part.__name__)
        except Exception:
            failed += 1
            print("FAILED " + part.__name__)
            traceback.print_exc(file=sys.stdout)
    print(f"{len(parts) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
