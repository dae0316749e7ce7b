"""Drives every operation of the DMS emulator with botocore and holds each answer against AWS's own service model.

usage: dms_conformance.py ENDPOINT INSTANCE_ARN SOURCE_ARN TARGET_ARN CDC_TASK_ARN

The model is the one that botocore ships. An answer fails if it has a member that the model does not know, a value of another
type, or a timestamp that is not epoch seconds; an error fails if neither the operation's model nor AWS's common errors name it.
The last line of the output is "N passed, N failed".
"""

import json
import sys
import time
import traceback
from pathlib import Path

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, INSTANCE, SOURCE, TARGET, CDC = sys.argv[1:6]
OPERATIONS = Path(__file__).parent.parent / "resources/io/windowreload/local/dms/operations.txt"
COMMON = {
    "AccessDeniedException", "IncompleteSignatureException", "InvalidParameterCombinationException",
    "InvalidParameterValueException", "InvalidSignatureException", "MissingAuthenticationTokenException",
    "SerializationException", "ThrottlingException", "UnknownOperationException", "ValidationException",
}
FIXTURE = {"schema-name": "SOURCE_SCHEMA", "table-name": "CUSTOMERS"}
MAPPINGS = json.dumps({"rules": [
    {"rule-type": "selection", "rule-id": "1", "rule-name": "1", "rule-action": "include", "object-locator": FIXTURE,
     "filters": []},
    {"rule-type": "transformation", "rule-id": "2", "rule-name": "2", "rule-action": "rename", "rule-target": "schema",
     "object-locator": {"schema-name": "SOURCE_SCHEMA"}, "value": "conformance"}]})

driven = set()
problems = []


def value_problems(shape, value, path):
    """What is wrong with a value of a JSON answer, seen from the model's shape."""
    if shape.type_name == "structure":
        if not isinstance(value, dict):
            return [f"{path} is no structure"]
        found = [f"{path}.{name} is not in the model" for name in value if name not in shape.members]
        for name, member in shape.members.items():
            if name in value:
                found += value_problems(member, value[name], f"{path}.{name}")
        return found
    if shape.type_name == "list":
        if not isinstance(value, list):
            return [f"{path} is no list"]
        return [p for i, item in enumerate(value) for p in value_problems(shape.member, item, f"{path}[{i}]")]
    kinds = {"string": str, "boolean": bool, "integer": int, "long": int, "timestamp": (int, float)}
    kind = kinds[shape.type_name]
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        return [f"{path} is {value!r}, not a {shape.type_name}"]
    return []


def check_answer(response_dict, operation_model, **_):
    driven.add(operation_model.name)
    body = json.loads(response_dict["body"])
    headers = response_dict["headers"]
    if headers["content-type"] != "application/x-amz-json-1.1" or "x-amzn-requestid" not in headers:
        problems.append(f"{operation_model.name} has the headers {headers}")
    if response_dict["status_code"] >= 300:
        check_error(operation_model, response_dict["status_code"], body)
    elif operation_model.output_shape is not None:
        problems.extend(value_problems(operation_model.output_shape, body, operation_model.name))


def check_error(operation_model, status, body):
    """An error has a type and a message, and of a fault that the service models exactly its members."""
    code = body.pop("__type", None)
    modelled = {shape.name: shape for shape in operation_model.error_shapes}
    if code in modelled:
        problems.extend(value_problems(modelled[code], body, f"{operation_model.name} {code}"))
        if status != 400:
            problems.append(f"{operation_model.name} {code} has status {status}")
    elif code not in COMMON or set(body) != {"message"}:
        problems.append(f"{operation_model.name} ended with {status} {code} {body}")


def client(**more):
    session = botocore.session.get_session()
    made = session.create_client(
        "dms", region_name="us-east-1", endpoint_url=ENDPOINT, aws_access_key_id="test",
        aws_secret_access_key=more.pop("secret", "test"), config=Config(retries={"total_max_attempts": 1}, **more))
    made.meta.events.register("before-parse.dms.*", check_answer)
    return made


dms = client()


def fails(code, call, **arguments):
    """The call must end with this error, and the model must know it."""
    try:
        getattr(dms, call)(**arguments)
    except ClientError as error:
        got = error.response["Error"]["Code"]
        operation = dms.meta.service_model.operation_model(dms.meta.method_to_api_mapping[call])
        named = {shape.name for shape in operation.error_shapes} | COMMON
        assert got == code, f"{call} ended with {got}, not {code}"
        assert got in named, f"{call} ended with {got}, which nothing names"
        assert error.response["ResponseMetadata"]["RequestId"], "no request id"
        return error.response["Error"]["Message"]
    raise AssertionError(f"{call} did not fail with {code}")


def wait(what, until, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if until():
            return
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s for {what}")


def create(identifier, **more):
    arguments = dict(
        ReplicationTaskIdentifier=identifier, SourceEndpointArn=SOURCE, TargetEndpointArn=TARGET,
        ReplicationInstanceArn=INSTANCE, MigrationType="full-load", TableMappings=MAPPINGS)
    arguments.update(more)
    return dms.create_replication_task(**arguments)["ReplicationTask"]["ReplicationTaskArn"]


def task(arn):
    return dms.describe_replication_tasks(
        Filters=[{"Name": "replication-task-arn", "Values": [arn]}])["ReplicationTasks"][0]


def wait_for(arn, status):
    wait(f"{arn} to be {status}", lambda: task(arn)["Status"] == status)


def ready(identifier, **more):
    arn = create(identifier, **more)
    wait_for(arn, "ready")
    return arn


def start(arn, kind="start-replication"):
    dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType=kind)


def a_task_from_create_to_gone():
    arn = ready("conf-life")
    assert dms.describe_table_statistics(ReplicationTaskArn=arn)["TableStatistics"] == []
    start(arn)
    wait_for(arn, "stopped")
    described = task(arn)
    assert described["StopReason"] == "Stop Reason FULL_LOAD_ONLY_FINISHED"
    assert described["ReplicationTaskStats"]["TablesLoaded"] == 1
    pages = dms.get_paginator("describe_table_statistics").paginate(ReplicationTaskArn=arn)
    tables = [table for page in pages for table in page["TableStatistics"]]
    assert [table["TableState"] for table in tables] == ["Table completed"]
    dms.delete_replication_task(ReplicationTaskArn=arn)
    dms.get_waiter("replication_task_deleted").wait(
        Filters=[{"Name": "replication-task-arn", "Values": [arn]}], WaiterConfig={"Delay": 1})


def a_task_is_modified_moved_resumed_and_loaded_again():
    arn = ready("conf-modify")
    modified = dms.modify_replication_task(ReplicationTaskArn=arn, ReplicationTaskIdentifier="conf-modified")
    assert modified["ReplicationTask"]["Status"] == "modifying"
    wait_for(arn, "ready")
    dms.move_replication_task(ReplicationTaskArn=arn, TargetReplicationInstanceArn=INSTANCE)
    wait_for(arn, "ready")
    start(arn)
    wait_for(arn, "stopped")
    fails("InvalidParameterCombinationException", "start_replication_task", ReplicationTaskArn=arn,
          StartReplicationTaskType="start-replication")
    for kind in ("resume-processing", "reload-target"):
        start(arn, kind)
        wait_for(arn, "stopped")
    fails("ResourceNotFoundFault", "move_replication_task", ReplicationTaskArn=arn, TargetReplicationInstanceArn="arn:x")


def a_task_that_captures_changes_runs_reloads_and_stops():
    arn = ready("conf-cdc", MigrationType="full-load-and-cdc", CdcStartPosition="now")
    start(arn)
    wait_for(arn, "running")
    wait("the load", lambda: task(arn)["ReplicationTaskStats"]["TablesLoaded"] == 1)
    fails("InvalidResourceStateFault", "modify_replication_task", ReplicationTaskArn=arn, TableMappings=MAPPINGS)
    fails("InvalidResourceStateFault", "delete_replication_task", ReplicationTaskArn=arn)
    dms.reload_tables(ReplicationTaskArn=arn, TablesToReload=[{"SchemaName": "SOURCE_SCHEMA", "TableName": "CUSTOMERS"}])
    wait("the reload", lambda: [
        (table["FullLoadReloaded"], table["TableState"])
        for table in dms.describe_table_statistics(ReplicationTaskArn=arn)["TableStatistics"]] == [(True, "Table completed")])
    fails("ResourceNotFoundFault", "reload_tables", ReplicationTaskArn=arn,
          TablesToReload=[{"SchemaName": "S", "TableName": "NONE"}])
    dms.stop_replication_task(ReplicationTaskArn=arn)
    wait_for(arn, "stopped")
    fails("InvalidResourceStateFault", "reload_tables", ReplicationTaskArn=arn,
          TablesToReload=[{"SchemaName": "SOURCE_SCHEMA", "TableName": "CUSTOMERS"}])
    fails("InvalidResourceStateFault", "stop_replication_task", ReplicationTaskArn=arn)


def what_surrounds_a_task():
    assert dms.describe_replication_instances()["ReplicationInstances"][0]["ReplicationInstanceStatus"] == "available"
    assert {e["EngineName"] for e in dms.describe_endpoints()["Endpoints"]} == {"oracle", "postgres"}
    dms.test_connection(ReplicationInstanceArn=INSTANCE, EndpointArn=SOURCE)
    fails("InvalidResourceStateFault", "test_connection", ReplicationInstanceArn=INSTANCE, EndpointArn=SOURCE)
    dms.get_waiter("test_connection_succeeds").wait(WaiterConfig={"Delay": 1})
    assert task(CDC)["Status"] == "running"
    assert dms.describe_account_attributes()["AccountQuotas"]
    events = dms.describe_events(SourceType="replication-instance")
    assert events["Events"] == []
    assert dms.describe_events(Duration=10)["Events"]


def tags():
    arn = create("conf-tags", Tags=[{"Key": "Purpose", "Value": "conformance"}])
    dms.add_tags_to_resource(ResourceArn=arn, Tags=[{"Key": "Window", "Value": "2025-01-01T00:00:00"}])
    dms.remove_tags_from_resource(ResourceArn=arn, TagKeys=["Purpose"])
    assert dms.list_tags_for_resource(ResourceArn=arn)["TagList"] == [{"Key": "Window", "Value": "2025-01-01T00:00:00"}]
    fails("ResourceNotFoundFault", "list_tags_for_resource", ResourceArn="arn:nobody")
    fails("InvalidParameterValueException", "add_tags_to_resource", ResourceArn=arn,
          Tags=[{"Key": "dms:mine", "Value": "x"}])


def premigration_assessments():
    arn = ready("conf-assess")
    names = dms.describe_applicable_individual_assessments(ReplicationTaskArn=arn)["IndividualAssessmentNames"]
    assert "oracle-number-columns-without-scale" in names and "oracle-check-rac" not in names
    arguments = dict(ReplicationTaskArn=arn, ServiceAccessRoleArn="arn:aws:iam::000000000000:role/dms",
                     ResultLocationBucket="bucket")
    fails("InvalidParameterCombinationException", "start_replication_task_assessment_run", AssessmentRunName="both",
          IncludeOnly=[names[0]], Exclude=[names[1]], **arguments)
    run = dms.start_replication_task_assessment_run(AssessmentRunName="one", **arguments)["ReplicationTaskAssessmentRun"]
    run_filter = [{"Name": "replication-task-assessment-run-arn", "Values": [run["ReplicationTaskAssessmentRunArn"]]}]

    def status():
        return dms.describe_replication_task_assessment_runs(
            Filters=run_filter)["ReplicationTaskAssessmentRuns"][0]["Status"]

    wait("the assessment", lambda: status() == "passed")
    individuals = dms.describe_replication_task_individual_assessments(
        Filters=run_filter)["ReplicationTaskIndividualAssessments"]
    assert {one["Status"] for one in individuals} == {"passed"} and len(individuals) == len(names)
    wait_for(arn, "ready")
    other = dms.start_replication_task_assessment_run(AssessmentRunName="two", **arguments)["ReplicationTaskAssessmentRun"]
    run_arn = other["ReplicationTaskAssessmentRunArn"]
    cancelled = dms.cancel_replication_task_assessment_run(ReplicationTaskAssessmentRunArn=run_arn)
    assert cancelled["ReplicationTaskAssessmentRun"]["Status"] == "cancelling"
    dms.delete_replication_task_assessment_run(ReplicationTaskAssessmentRunArn=run_arn)
    fails("ResourceNotFoundFault", "cancel_replication_task_assessment_run", ReplicationTaskAssessmentRunArn="arn:x")


def serverless_replications():
    config = dms.create_replication_config(
        ReplicationConfigIdentifier="conf-serverless", SourceEndpointArn=SOURCE, TargetEndpointArn=TARGET,
        ComputeConfig={"MaxCapacityUnits": 2, "MultiAZ": False}, ReplicationType="full-load-and-cdc",
        TableMappings=MAPPINGS)["ReplicationConfig"]
    arn = config["ReplicationConfigArn"]
    named = [{"Name": "replication-config-arn", "Values": [arn]}]

    def status():
        return dms.describe_replications(Filters=named)["Replications"][0]["Status"]

    wait("the replication", lambda: status() == "created")
    dms.modify_replication_config(ReplicationConfigArn=arn, ComputeConfig={"MaxCapacityUnits": 4})
    wait("the change", lambda: status() == "created")
    assert dms.describe_replication_configs(
        Filters=named)["ReplicationConfigs"][0]["ComputeConfig"]["MaxCapacityUnits"] == 4
    dms.start_replication(ReplicationConfigArn=arn, StartReplicationType="start-replication")
    wait("running", lambda: status() == "running")
    wait("the load", lambda: [table["TableState"] for table in dms.describe_replication_table_statistics(
        ReplicationConfigArn=arn)["ReplicationTableStatistics"]] == ["Table completed"])
    dms.reload_replication_tables(ReplicationConfigArn=arn, TablesToReload=[
        {"SchemaName": "SOURCE_SCHEMA", "TableName": "CUSTOMERS"}])
    dms.stop_replication(ReplicationConfigArn=arn)
    wait("stopped", lambda: status() == "stopped")
    dms.delete_replication_config(ReplicationConfigArn=arn)

    def gone():
        try:
            status()
        except ClientError as error:
            return error.response["Error"]["Code"] == "ResourceNotFoundFault"

    wait("the end", gone)


def what_aws_refuses():
    fails("ResourceNotFoundFault", "describe_replication_tasks",
          Filters=[{"Name": "replication-task-id", "Values": ["nobody"]}])
    fails("ResourceNotFoundFault", "describe_table_statistics", ReplicationTaskArn="arn:nobody")
    fails("InvalidParameterValueException", "describe_replication_tasks", MaxRecords=5)
    base = dict(ReplicationTaskIdentifier="conf-bad", SourceEndpointArn=SOURCE, TargetEndpointArn=TARGET,
                ReplicationInstanceArn=INSTANCE, MigrationType="full-load", TableMappings=MAPPINGS)
    for name, value, code in [
            ("SourceEndpointArn", TARGET, "InvalidParameterValueException"),
            ("SourceEndpointArn", "arn:nobody", "ResourceNotFoundFault"),
            ("ReplicationInstanceArn", "arn:nobody", "ResourceNotFoundFault"),
            ("MigrationType", "everything", "InvalidParameterValueException"),
            ("TableMappings", "{", "InvalidParameterValueException"),
            ("ReplicationTaskSettings", '{"OracleSettings":{}}', "InvalidParameterValueException"),
            ("ReplicationTaskIdentifier", "1st", "InvalidParameterValueException")]:
        fails(code, "create_replication_task", **{**base, name: value})
    create("conf-twice")
    fails("ResourceAlreadyExistsFault", "create_replication_task", **{**base, "ReplicationTaskIdentifier": "conf-twice"})


def a_wrong_signature():
    try:
        client(secret="wrong").describe_endpoints()
    except ClientError as error:
        assert error.response["Error"]["Code"] == "InvalidSignatureException", error
        return
    raise AssertionError("a wrong signature passed")


def every_operation_of_the_list_was_driven():
    wanted = set(OPERATIONS.read_text().split())
    assert driven == wanted, f"not driven: {sorted(wanted - driven)}, not listed: {sorted(driven - wanted)}"


def main():
    failed = 0
    parts = [a_task_from_create_to_gone, a_task_is_modified_moved_resumed_and_loaded_again,
             a_task_that_captures_changes_runs_reloads_and_stops, what_surrounds_a_task, tags, premigration_assessments,
             serverless_replications, what_aws_refuses, a_wrong_signature, every_operation_of_the_list_was_driven]
    for part in parts:
        problems.clear()
        try:
            part()
            assert not problems, problems
            print("ok     " + part.__name__)
        except Exception:
            failed += 1
            print("FAILED " + part.__name__)
            traceback.print_exc(file=sys.stdout)
    print(f"{len(parts) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
