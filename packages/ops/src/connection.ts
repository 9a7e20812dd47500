import { readFileSync } from 'node:fs'
import {
  BadConnection,
  checkOverlap,
  type KeyRing,
  readConnectionFile,
  readKeyRing,
  SECRETS,
  seal,
  unseal,
} from '@plumbline/connections'
import { flows, type Settings } from '@plumbline/flows'
import type { Ops } from './context.ts'

/** Where a secret is taken from: never the YAML file. */
export type SecretSource = { name: string; from: { env: string } | { file: string } }

export type Applied = {
  id: string
  version: number
  created: boolean
  changed: boolean
  settings: Settings
  sealed: string[]
}

/** Reads `NAME=env:VARIABLE` or `NAME=file:PATH`. @throws with the form and the known names */
export function parseSecretSource(text: string): SecretSource {
  const [, name, kind, where] = /^([a-z_.]+)=(env|file):(.+)$/.exec(text) ?? []
  const known: string[] = Object.values(SECRETS)
  if (!name || !where || !known.includes(name))
    throw new Error(
      `--secret takes NAME=env:VARIABLE or NAME=file:PATH, where NAME is one of: ${known.join(', ')}`,
    )
  return { name, from: kind === 'env' ? { env: where } : { file: where } }
}

/**
 * Checks a connection file, seals its secrets and stores it. Services take it up within seconds. Projects that were
 * enabled since the last time are filled by a replay that is ordered in the same transaction.
 * @throws BadConnection with everything that is wrong.
 */
export async function applyConnection(ops: Ops, file: string, sources: SecretSource[]): Promise<Applied> {
  const settings = readConnectionFile(file)
  const secrets = sources.map(source => ({ name: source.name, text: readSource(source) }))
  const before = await ops.store.find(settings.name)
  const stored = before ? await ops.store.secretNames(before.id) : []
  const missing = neededSecrets(settings).filter(
    name => !stored.includes(name) && !secrets.some(one => one.name === name),
  )
  if (missing.length > 0)
    throw new BadConnection(
      file,
      missing.map(
        name => `secret ${name} is missing: give it with --secret ${name}=env:VARIABLE or =file:PATH`,
      ),
    )
  const ring = secrets.length > 0 ? readKeyRing(ops.config.PLUMBLINE_SEAL_KEY_FILE) : null
  const changed = before && ring ? await changedSecrets(ops, ring, before.id, secrets) : secrets
  const applied = await ops.store.apply({
    name: settings.name,
    document: settings,
    check: others => checkOverlap(settings, others),
    seal: id => changed.map(({ name, text }) => seal(ring!, id, name, text)),
    backfill: known => newlyEnabled(known as Settings, settings),
    who: ops.who,
    now: new Date(),
  })
  return { ...applied, settings, sealed: changed.map(secret => secret.name) }
}

type Secret = { name: string; text: string }

/** Those that are not stored with this very text, under the current key. */
async function changedSecrets(
  { store }: Ops,
  ring: KeyRing,
  connectionId: string,
  secrets: Secret[],
): Promise<Secret[]> {
  const kept = await Promise.all(secrets.map(({ name }) => store.secret(connectionId, name)))
  return secrets.filter(({ text }, index) => {
    const stored = kept[index]
    return !stored || stored.keyId !== ring.current || unseal(ring, connectionId, stored) !== text
  })
}

function readSource({ name, from }: SecretSource): string {
  const text = 'env' in from ? process.env[from.env] : readFileSync(from.file, 'utf8').replace(/\r?\n$/, '')
  if (!text)
    throw new Error(
      `secret ${name}: ${'env' in from ? `variable ${from.env}` : `file ${from.file}`} is empty or not there`,
    )
  return text
}

function neededSecrets({ peoplesoft, notifications }: Settings): string[] {
  return [
    peoplesoft.auth.kind === 'basic' ? SECRETS.peoplesoftPassword : SECRETS.peoplesoftClientSecret,
    SECRETS.procoreClientSecret,
    ...(notifications ? [SECRETS.webhookSecret] : []),
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
