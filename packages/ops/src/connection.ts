import { BadConnection, checkOverlap, readConnectionFile, readKeyRing, seal } from '@plumbline/connections'
import { findDetours, flows, type Settings } from '@plumbline/flows'
import type { Ops } from './context.ts'
import { neededSecrets, readSources, type SecretSource, secretsToSeal, unusedSecrets } from './secrets.ts'

export type Applied = {
  id: string
  version: number
  created: boolean
  changed: boolean
  settings: Settings
  /** Names of the secrets that were sealed now. */
  sealed: string[]
  /** What the operator should know though nothing is wrong. */
  notes: string[]
}

/**
 * Checks a connection file, seals its secrets and stores it. Services take it up within seconds. Projects that were
 * enabled since the last time are filled by a replay that is ordered in the same transaction.
 * @throws BadConnection with everything that is wrong.
 */
export async function applyConnection(ops: Ops, file: string, sources: SecretSource[]): Promise<Applied> {
  const settings = readConnectionFile(file)
  const before = await ops.store.find(settings.name)
  const stored = before ? { connectionId: before.id, names: await ops.store.secretNames(before.id) } : null
  const { secrets: given, problems } = readSources(sources)
  const there = [...sources.map(source => source.name), ...(stored?.names ?? [])]
  const missing = neededSecrets(settings).filter(name => !there.includes(name))
  const all = [
    ...problems,
    ...missing.map(
      name => `secret ${name} is missing: give it with --secret ${name}=env:VARIABLE or =file:PATH`,
    ),
  ]
  if (all.length > 0) throw new BadConnection(file, all)
  const ring = readKeyRing(ops.config.PLUMBLINE_SEAL_KEY_FILE)
  const secrets = await secretsToSeal(ops, () => ring, stored, given)
  const applied = await ops.store.apply({
    name: settings.name,
    document: settings,
    check: others => checkOverlap(settings, others),
    seal: id => secrets.map(({ name, text }) => seal(ring, id, name, text)),
    backfill: known => newlyEnabled(known as Settings, settings),
    who: ops.who,
    now: new Date(),
  })
  return {
    ...applied,
    settings,
    sealed: secrets.map(secret => secret.name),
    notes: [
      ...unusedSecrets(settings, given),
      ...addressNotes(settings),
      ...settings.mappings.flatMap(findDetours),
    ],
  }
}

/** A proxy may rewrite paths; a slip of the pen would let every webhook be turned down, and the sweep would hide it. */
function addressNotes({ name, notifications }: Settings): string[] {
  const path = `/webhooks/${name}`
  if (!notifications || notifications.destination_url.replace(/\/+$/, '').endsWith(path)) return []
  return [
    `destination_url does not end with ${path}, where the ingress takes the webhooks of this connection: right only if a proxy rewrites it`,
  ]
}

/** Entities with a state flow, where a project came in: its scope has to be filled from the topic. */
function newlyEnabled(before: Settings, after: Settings): string[] {
  const known = new Set(before.projects.map(project => project.procore_id))
  if (after.projects.every(project => known.has(project.procore_id))) return []
  return flows
    .filter(flow => flow.applies.some(apply => apply.effect === 'state'))
    .map(flow => flow.entity.name)
}

/** A connection as the operator sees it in a list. */
export type ConnectionLine = { id: string; name: string; version: number; appliedAt: Date; appliedBy: string }

/** The connections that are stored, by name. */
export async function listConnections({ pool }: Pick<Ops, 'pool'>): Promise<ConnectionLine[]> {
  const { rows } = await pool.query<ConnectionLine>(
    `select id, name, version::int as version, applied_at as "appliedAt", applied_by as "appliedBy"
       from connection order by name`,
  )
  return rows
}
