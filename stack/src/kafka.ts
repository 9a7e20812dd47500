import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ChildPlan } from './child.ts'
import { jars, java, quickStart } from './java.ts'
import { brokersKnownTo } from './kafka-metadata.ts'
import type { Ports } from './ports.ts'
import { StackError } from './stack-error.ts'

/** 16 bytes in base64url, as KRaft wants it; one local broker needs no other. */
const clusterId = 'plumbline-local-stackA'

type KafkaPorts = Pick<Ports, 'kafka' | 'kafkaController'>

/** Formats the data folder if that was not done yet, and plans one KRaft node that is broker and controller. */
export async function planKafka(dir: string, ports: KafkaPorts): Promise<ChildPlan> {
  const home = join(dir, 'kafka')
  const data = join(home, 'data')
  mkdirSync(home, { recursive: true })
  const properties = join(home, 'server.properties')
  writeFileSync(properties, text(settings(data, ports)))
  if (!existsSync(join(data, 'meta.properties'))) await format(data, properties)
  return {
    name: 'Kafka',
    command: java,
    args: ['-Xmx512m', ...quickStart, logLevel('WARN'), '-cp', classPath(), 'kafka.Kafka', properties],
    log: join(dir, 'kafka.log'),
    stopSignal: 'SIGTERM',
    // A broker answers before it is let into its own cluster; only a listed one takes topics.
    answers: async () =>
      (await brokersKnownTo({ host: '127.0.0.1', port: ports.kafka, timeoutMs: 1000 })) > 0,
  }
}

/**
 * Runs one of Kafka's own command line tools, e.g. `org.apache.kafka.tools.consumer.group.ConsumerGroupCommand`.
 * Resolves to what it printed; a tool that fails throws what it said.
 */
export async function kafkaTool(className: string, args: string[]): Promise<string> {
  const command = ['-Xmx256m', ...quickStart, logLevel('ERROR'), '-cp', classPath(), className, ...args]
  const { stdout } = await promisify(execFile)(java, command, { maxBuffer: 64 * 1024 * 1024 })
  return stdout
}

function settings(data: string, { kafka, kafkaController }: KafkaPorts) {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${kafkaController}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${kafka},CONTROLLER://127.0.0.1:${kafkaController}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${kafka}`,
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    // One group's members start together here; in production the wait saves rebalances.
    'group.initial.rebalance.delay.ms': 0,
  }
}

async function format(data: string, properties: string): Promise<void> {
  rmSync(data, { recursive: true, force: true })
  const args = ['format', '--cluster-id', clusterId, '--config', properties]
  await kafkaTool('kafka.tools.StorageTool', args).catch((error: Error) => {
    throw new StackError(`Kafka could not format its data folder: ${error.message}`)
  })
}

const classPath = () => join(jars('kafka'), '*')
const logLevel = (level: string) => `-Dorg.apache.logging.log4j.level=${level}`
const text = (values: object) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
