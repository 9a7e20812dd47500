export { localizeConnection, type Surroundings, surroundings, type World } from './layout.ts'
export { planSandbox, planService, type ServiceName, services } from './programs.ts'
export { drawExceptions, summarize } from './summary.ts'
export { rows } from './trickle.ts'
