// Moves a table with a real mapping, breaks CDC, and watches it: node dms_emulator.mjs SOURCE TARGET (JDBC addresses).
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
const aws = createRequire(import.meta.url)('@aws-sdk/client-database-migration-service')

const [program, ...first] = (process.env.DMS_EMULATOR ?? 'java -jar target/window-reload.jar dms').split(' ')
const [, , from, to] = process.argv
const emulator = spawn(program, [...first, '--port=0', `--source=${from}`, `--target=${to}`], { stdio: ['ignore', 'pipe', 'inherit'] })
const told = []
for await (const line of createInterface({ input: emulator.stdout })) if (told.push(line.split(/\s+/).at(-1)) === 5) break
const [endpoint, ReplicationInstanceArn, SourceEndpointArn, TargetEndpointArn, cdc] = told
const dms = new aws.DatabaseMigrationServiceClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })
const lower = { 'rule-type': 'transformation', 'rule-action': 'convert-lowercase' }
const rules = [
  { 'rule-type': 'selection', 'rule-id': '1', 'rule-name': '1', 'rule-action': 'include', 'object-locator': { 'schema-name': 'SHOP', 'table-name': '%' } },
  { ...lower, 'rule-id': '2', 'rule-name': '2', 'rule-target': 'schema', 'object-locator': { 'schema-name': '%' } },
  { ...lower, 'rule-id': '3', 'rule-name': '3', 'rule-target': 'table', 'object-locator': { 'schema-name': '%', 'table-name': '%' } }]
const task = async arn => (await dms.send(new aws.DescribeReplicationTasksCommand({ Filters: [{ Name: 'replication-task-arn', Values: [arn] }] }))).ReplicationTasks[0]
const until = async (arn, ...states) => { while (!states.includes((await task(arn)).Status)) await new Promise(later => setTimeout(later, 1000)) }
try {
  const { ReplicationTask: { ReplicationTaskArn } } = await dms.send(new aws.CreateReplicationTaskCommand({
    ReplicationTaskIdentifier: 'example', MigrationType: 'full-load', TableMappings: JSON.stringify({ rules }),
    ReplicationInstanceArn, SourceEndpointArn, TargetEndpointArn }))
  await until(ReplicationTaskArn, 'ready')
  await dms.send(new aws.StartReplicationTaskCommand({ ReplicationTaskArn, StartReplicationTaskType: 'start-replication' }))
  await until(ReplicationTaskArn, 'stopped', 'failed')
  const { TableStatistics } = await dms.send(new aws.DescribeTableStatisticsCommand({ ReplicationTaskArn }))
  for (const table of TableStatistics) console.log(table.TableName, table.TableState, table.FullLoadRows)
  await dms.send(new aws.StopReplicationTaskCommand({ ReplicationTaskArn: cdc }))
  await until(cdc, 'stopped')
  console.log('CDC is stopped -', (await task(cdc)).StopReason)
} finally {
  emulator.kill()
}
