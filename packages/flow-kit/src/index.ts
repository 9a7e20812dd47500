/**
 * The words a flow is written in.
 * - An **entity** is a canonical record with a topic. A **capture** brings it from one system to the topic, an **apply**
 *   carries it from the topic to one system.
 * - A **scope** is what an apply fans out over or a capture reads one by one (a project, a SETID).
 * - A mapping is pure: it gets data and gives a `Plan`; only `read`, `facts`, `survey`, `write`, `find`, `follow` call out.
 */
export * from './apply.ts'
export * from './capture.ts'
export * from './entity.ts'
export * from './flow.ts'
export * from './outcome.ts'
export * from './twin.ts'
