/*
 * Drives every operation of the DMS emulator with AWS's SDK for JavaScript, whose reader of JSON and whose signer are neither
 * Java's nor Python's. What the answers look like is held against the service model by dms_conformance.py; here each must be
 * what a client of this language expects: dates are Dates, numbers numbers, faults are the SDK's own exception classes.
 *
 * usage: NODE_PATH=<folder>/node_modules node dms_conformance.cjs ENDPOINT INSTANCE_ARN SOURCE_ARN TARGET_ARN CDC_TASK_ARN
 * (npm install @aws-sdk/client-database-migration-service in <folder>). The last line of the output is "N passed, N failed".
 */
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const sdk = require("@aws-sdk/client-database-migration-service");

const [endpoint, instance, source, target, cdc] = process.argv.slice(2);
const driven = new Set();

function client(secretAccessKey) {
  const made = new sdk.DatabaseMigrationServiceClient({
    endpoint, region: "us-east-1", maxAttempts: 1, credentials: {accessKeyId: "test", secretAccessKey}});
  made.middlewareStack.add((next, context) => async (args) => {
    driven.add(context.commandName.replace(/Command$/, ""));
    return next(args);
  }, {step: "initialize"});
  return made;
}

const dms = client("test");

function call(operation, input = {}) {
  return dms.send(new sdk[operation + "Command"](input));
}

async function fails(name, operation, input) {
  const error = await call(operation, input).then(() => undefined, (thrown) => thrown);
  assert.ok(error, `${operation} did not fail with ${name}`);
  assert.equal(error.name, name, `${operation}: ${error}`);
  assert.ok(error.$metadata.requestId, "no request id");
  if (name.endsWith("Fault")) {
    assert.ok(error instanceof sdk[name], `${name} is not the class of the SDK`);
  }
}

async function wait(what, until) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (await until()) {
      return;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error("waited 60 s for " + what);
}

const TABLE = {SchemaName: "SOURCE_SCHEMA", TableName: "CUSTOMERS"};
const MAPPINGS = JSON.stringify({rules: [
  {"rule-type": "selection", "rule-id": "1", "rule-name": "1", "rule-action": "include",
    "object-locator": {"schema-name": "SOURCE_SCHEMA", "table-name": "CUSTOMERS"}, filters: []},
  {"rule-type": "transformation", "rule-id": "2", "rule-name": "2", "rule-action": "rename", "rule-target": "schema",
    "object-locator": {"schema-name": "SOURCE_SCHEMA"}, value: "conformance_js"}]});

async function task(arn) {
  const answer = await call("DescribeReplicationTasks", {Filters: [{Name: "replication-task-arn", Values: [arn]}]});
  return answer.ReplicationTasks[0];
}

function reaches(arn, status) {
  return wait(`${arn} to be ${status}`, async () => (await task(arn)).Status === status);
}

async function ready(identifier, more = {}) {
  const created = await call("CreateReplicationTask", {
    ReplicationTaskIdentifier: identifier, SourceEndpointArn: source, TargetEndpointArn: target,
    ReplicationInstanceArn: instance, MigrationType: "full-load", TableMappings: MAPPINGS, ...more});
  assert.ok(created.ReplicationTask.ReplicationTaskCreationDate instanceof Date);
  await reaches(created.ReplicationTask.ReplicationTaskArn, "ready");
  return created.ReplicationTask.ReplicationTaskArn;
}

async function a_task_from_create_to_gone() {
  const arn = await ready("js-life");
  await call("ModifyReplicationTask", {ReplicationTaskArn: arn, ReplicationTaskIdentifier: "js-modified"});
  await reaches(arn, "ready");
  await call("MoveReplicationTask", {ReplicationTaskArn: arn, TargetReplicationInstanceArn: instance});
  await reaches(arn, "ready");
  await call("StartReplicationTask", {ReplicationTaskArn: arn, StartReplicationTaskType: "start-replication"});
  await reaches(arn, "stopped");
  const ended = await task(arn);
  assert.equal(ended.StopReason, "Stop Reason FULL_LOAD_ONLY_FINISHED");
  assert.ok(ended.ReplicationTaskStats.StopDate >= ended.ReplicationTaskStats.StartDate);
  const statistics = await call("DescribeTableStatistics", {ReplicationTaskArn: arn});
  assert.equal(statistics.TableStatistics[0].TableState, "Table completed");
  assert.ok(statistics.TableStatistics[0].FullLoadRows > 0);
  assert.ok(statistics.TableStatistics[0].FullLoadEndTime instanceof Date);
  await fails("InvalidParameterCombinationException", "StartReplicationTask",
    {ReplicationTaskArn: arn, StartReplicationTaskType: "start-replication"});
  await call("DeleteReplicationTask", {ReplicationTaskArn: arn});
  await sdk.waitUntilReplicationTaskDeleted({client: dms, maxWaitTime: 60, minDelay: 1, maxDelay: 1},
    {Filters: [{Name: "replication-task-arn", Values: [arn]}]});
  await fails("ResourceNotFoundFault", "DescribeTableStatistics", {ReplicationTaskArn: arn});
}

async function a_task_that_captures_changes_reloads_and_stops() {
  const arn = await ready("js-cdc", {MigrationType: "full-load-and-cdc"});
  await call("StartReplicationTask", {ReplicationTaskArn: arn, StartReplicationTaskType: "start-replication"});
  await wait("the load", async () => ((await task(arn)).ReplicationTaskStats || {}).TablesLoaded === 1);
  await call("ReloadTables", {ReplicationTaskArn: arn, TablesToReload: [TABLE]});
  await wait("the reload", async () => {
    const table = (await call("DescribeTableStatistics", {ReplicationTaskArn: arn})).TableStatistics[0];
    return table.FullLoadReloaded && table.TableState === "Table completed";
  });
  await fails("InvalidResourceStateFault", "DeleteReplicationTask", {ReplicationTaskArn: arn});
  await call("StopReplicationTask", {ReplicationTaskArn: arn});
  await reaches(arn, "stopped");
}

async function what_surrounds_a_task() {
  const instances = await call("DescribeReplicationInstances");
  assert.equal(instances.ReplicationInstances[0].ReplicationInstanceStatus, "available");
  assert.equal((await call("DescribeEndpoints")).Endpoints.length, 2);
  await call("TestConnection", {ReplicationInstanceArn: instance, EndpointArn: target});
  await sdk.waitUntilTestConnectionSucceeds({client: dms, maxWaitTime: 60, minDelay: 1, maxDelay: 1}, {});
  assert.equal((await call("DescribeConnections")).Connections.length, 2);
  assert.equal((await task(cdc)).Status, "running");
  assert.ok((await call("DescribeEvents", {Duration: 10})).Events[0].Date instanceof Date);
  assert.ok((await call("DescribeAccountAttributes")).AccountQuotas.length > 0);
}

async function tags() {
  await call("AddTagsToResource", {ResourceArn: cdc, Tags: [{Key: "Purpose", Value: "js"}, {Key: "Other", Value: "x"}]});
  await call("RemoveTagsFromResource", {ResourceArn: cdc, TagKeys: ["Other"]});
  assert.deepEqual((await call("ListTagsForResource", {ResourceArn: cdc})).TagList, [{Key: "Purpose", Value: "js"}]);
}

async function premigration_assessments() {
  const arn = await ready("js-assess");
  const applicable = await call("DescribeApplicableIndividualAssessments", {ReplicationTaskArn: arn});
  const input = {ReplicationTaskArn: arn, ServiceAccessRoleArn: "arn:aws:iam::000000000000:role/dms",
    ResultLocationBucket: "bucket", AssessmentRunName: "js"};
  const run = (await call("StartReplicationTaskAssessmentRun", input)).ReplicationTaskAssessmentRun;
  const Filters = [{Name: "replication-task-assessment-run-arn", Values: [run.ReplicationTaskAssessmentRunArn]}];
  await wait("the assessment", async () =>
    (await call("DescribeReplicationTaskAssessmentRuns", {Filters})).ReplicationTaskAssessmentRuns[0].Status === "passed");
  const individuals = await call("DescribeReplicationTaskIndividualAssessments", {Filters});
  assert.equal(individuals.ReplicationTaskIndividualAssessments.length, applicable.IndividualAssessmentNames.length);
  await reaches(arn, "ready");
  const second = await call("StartReplicationTaskAssessmentRun", {...input, AssessmentRunName: "js-two"});
  const {ReplicationTaskAssessmentRunArn} = second.ReplicationTaskAssessmentRun;
  await call("CancelReplicationTaskAssessmentRun", {ReplicationTaskAssessmentRunArn});
  await call("DeleteReplicationTaskAssessmentRun", {ReplicationTaskAssessmentRunArn});
}

async function serverless_replications() {
  const created = await call("CreateReplicationConfig", {
    ReplicationConfigIdentifier: "js-serverless", SourceEndpointArn: source, TargetEndpointArn: target,
    ComputeConfig: {MaxCapacityUnits: 2}, ReplicationType: "full-load-and-cdc", TableMappings: MAPPINGS});
  const ReplicationConfigArn = created.ReplicationConfig.ReplicationConfigArn;
  const Filters = [{Name: "replication-config-arn", Values: [ReplicationConfigArn]}];
  const is = (status) => wait(status, async () =>
    (await call("DescribeReplications", {Filters})).Replications[0].Status === status);
  await is("created");
  await call("ModifyReplicationConfig", {ReplicationConfigArn, ComputeConfig: {MaxCapacityUnits: 4}});
  await is("created");
  assert.equal((await call("DescribeReplicationConfigs", {Filters})).ReplicationConfigs[0].ComputeConfig.MaxCapacityUnits, 4);
  await call("StartReplication", {ReplicationConfigArn, StartReplicationType: "start-replication"});
  await wait("the load", async () => (await call("DescribeReplicationTableStatistics", {ReplicationConfigArn}))
    .ReplicationTableStatistics.some((table) => table.TableState === "Table completed"));
  await call("ReloadReplicationTables", {ReplicationConfigArn, TablesToReload: [TABLE]});
  await call("StopReplication", {ReplicationConfigArn});
  await is("stopped");
  await call("DeleteReplicationConfig", {ReplicationConfigArn});
}

async function a_wrong_signature() {
  const error = await client("wrong").send(new sdk.DescribeEndpointsCommand({})).catch((thrown) => thrown);
  assert.equal(error.name, "InvalidSignatureException");
}

async function every_operation_was_driven() {
  const list = path.join(__dirname, "../resources/io/windowreload/local/dms/operations.txt");
  assert.deepEqual([...driven].sort(), fs.readFileSync(list, "utf8").trim().split("\n"));
}

async function main() {
  const parts = [a_task_from_create_to_gone, a_task_that_captures_changes_reloads_and_stops, what_surrounds_a_task, tags,
    premigration_assessments, serverless_replications, a_wrong_signature, every_operation_was_driven];
  let failed = 0;
  for (const part of parts) {
    try {
      await part();
      console.log("ok     " + part.name);
    } catch (error) {
      failed++;
      console.log("FAILED " + part.name + "\n" + error.stack);
    }
  }
  console.log(`${parts.length - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

main();
