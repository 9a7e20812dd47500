export { LogMismatch, landEvents } from './apply/land.ts'
export { runApplies } from './apply/run-applies.ts'
export { consumeNotices, type ReadNotices } from './capture/notices.ts'
export { runCaptures } from './capture/run-captures.ts'
export { ConnectionBook, dayIn, type Live, type OpenConnection, onceEachVersion } from './connection-book.ts'
export { defaultTiming, type Engine, type Timing } from './engine.ts'
export {
  deadLetterTopic,
  entityTopic,
  headOf,
  notificationTopic,
  readRecordKey,
  recordKey,
} from './event.ts'
export { type Loop, startLoop } from './loop.ts'
export * from './ports/index.ts'
export { currentTraceparent, traced } from './trace.ts'
