import type { Kafka } from 'kafkajs'
import type { Position } from '../bus.ts'
import { within } from '../deadline.ts'
import { BusError } from '../errors.ts'
import { disconnectSoon } from './client.ts'
import { busErrorOf } from './errors.ts'
import type { Questions } from './questions.ts'

/**
 * Writes where a group without members begins, as a member that reads nothing. (kafkajs's `admin.setOffsets` does the
 * same, one topic at a time and 5 s each.)
 * @throws `group-active`
 */
export async function commitGroupStart(
  kafka: Kafka,
  questions: Questions,
  deadlineMs: number,
  group: string,
  starts: Position[],
): Promise<void> {
  const members = await questions.memberIds(group)
  if (members.length > 0) throw new BusError('group-active', `${group} has ${members.length} members`)
  const topics = [...new Set(starts.map(start => start.topic))]
  const consumer = kafka.consumer({
    groupId: group,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { retries: 3, restartOnFailure: async () => false },
  })
  const crashed = new Promise<Error>(resolve => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error))
  })
  const joined = new Promise<null>(resolve => {
    consumer.on(consumer.events.GROUP_JOIN, () => {
      consumer.pause(topics.map(topic => ({ topic })))
      resolve(null)
    })
  })

  async function joinAndCommit(): Promise<void> {
    await consumer.connect()
    await consumer.subscribe({ topics, fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatch: async () => {} })
    const error = await Promise.race([joined, crashed])
    if (error) throw error
    await consumer.commitOffsets(starts.map(({ offset, ...where }) => ({ ...where, offset: String(offset) })))
    await consumer.stop()
  }

  try {
    const late = () =>
      new BusError('broker-away', `setting the start of ${group}: not done in ${deadlineMs} ms`)
    await within(deadlineMs, joinAndCommit(), late)
  } catch (error) {
    throw busErrorOf(error, 'broker-away')
  } finally {
    await disconnectSoon(consumer)
  }
}
