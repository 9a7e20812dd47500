import type { Bus, Consumption, Session } from './bus.ts'
import { type BusOptions, createKafka, defaultDeadlineMs } from './kafkajs/client.ts'
import { startConsumption } from './kafkajs/consumption.ts'
import { commitGroupStart } from './kafkajs/group-start.ts'
import { createPublisher } from './kafkajs/publisher.ts'
import { askCluster } from './kafkajs/questions.ts'

/** The bus on a Kafka cluster. Connects when it is first used. */
export function connectBus(options: BusOptions): Bus {
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs
  const kafka = createKafka(options)
  const questions = askCluster(kafka, deadlineMs)
  const publisher = createPublisher(kafka, deadlineMs)
  const sessions = new Set<Session>()

  function consume(plan: Consumption): Session {
    const session = startConsumption(kafka, questions, plan)
    sessions.add(session)
    return {
      ...session,
      async stop() {
        sessions.delete(session)
        await session.stop()
      },
    }
  }

  return {
    createTopics: questions.createTopics,
    extents: questions.extents,
    commitGroupStart: (group, starts) => commitGroupStart(kafka, questions, deadlineMs, group, starts),
    publish: publisher.publish,
    consume,
    async close() {
      await Promise.all([...sessions].map(session => session.stop()))
      await publisher.close()
      await questions.close()
    },
  }
}
