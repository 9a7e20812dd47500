export type { SiteQuery } from './query/catalog.ts'
export {
  type BuiltSandbox,
  buildPeoplesoftSandbox,
  type PeoplesoftSandboxOptions,
  startPeoplesoftSandbox,
} from './sandbox.ts'
export type { Site } from './site.ts'
export { peoplesoftFaults, switches } from './switches.ts'
