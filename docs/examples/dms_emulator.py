"""Moves a table with a real mapping, breaks CDC, and watches it: python3 dms_emulator.py SOURCE TARGET (JDBC addresses)."""
import json, os, shlex, subprocess, sys, time
import boto3

command = shlex.split(os.environ.get("DMS_EMULATOR", "java -jar target/window-reload.jar dms"))
emulator = subprocess.Popen(command + ["--port=0", "--source=" + sys.argv[1], "--target=" + sys.argv[2]],
                            stdout=subprocess.PIPE, text=True)
url, instance, source, target, cdc = [emulator.stdout.readline().split()[-1] for _ in range(5)]
aws = dict(endpoint_url=url, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
dms = boto3.client("dms", **aws)
rule = {"rule-type": "transformation", "rule-action": "convert-lowercase"}
mapping = {"rules": [
    {"rule-type": "selection", "rule-id": "1", "rule-name": "1", "rule-action": "include",
     "object-locator": {"schema-name": "SHOP", "table-name": "%"}},
    {**rule, "rule-id": "2", "rule-name": "2", "rule-target": "schema", "object-locator": {"schema-name": "%"}},
    {**rule, "rule-id": "3", "rule-name": "3", "rule-target": "table",
     "object-locator": {"schema-name": "%", "table-name": "%"}}]}
try:
    arn = dms.create_replication_task(
        ReplicationTaskIdentifier="example", MigrationType="full-load", TableMappings=json.dumps(mapping),
        ReplicationInstanceArn=instance, SourceEndpointArn=source,
        TargetEndpointArn=target)["ReplicationTask"]["ReplicationTaskArn"]
    task = [{"Name": "replication-task-arn", "Values": [arn]}]
    dms.get_waiter("replication_task_ready").wait(Filters=task, WaiterConfig={"Delay": 1})
    dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType="start-replication")
    while dms.describe_replication_tasks(Filters=task)["ReplicationTasks"][0]["Status"] not in ("stopped", "failed"):
        time.sleep(1)
    for table in dms.describe_table_statistics(ReplicationTaskArn=arn)["TableStatistics"]:
        print(table["TableName"], table["TableState"], table["FullLoadRows"])
    dms.stop_replication_task(ReplicationTaskArn=cdc)
    watched = [{"Name": "replication-task-arn", "Values": [cdc]}]
    dms.get_waiter("replication_task_stopped").wait(Filters=watched, WaiterConfig={"Delay": 1})
    capture = dms.describe_replication_tasks(Filters=watched)["ReplicationTasks"][0]
    print("CDC is", capture["Status"], "-", capture["StopReason"])
finally:
    emulator.terminate()
