import { readFileSync } from 'node:fs'
import { readSecret, SECRETS } from '@plumbline/connections'
import type { Settings } from '@plumbline/flows'
import type { Ops } from './context.ts'

/** Where a secret is taken from: never the YAML file. */
export type SecretSource = { name: string; from: { env: string } | { file: string } }

/** A secret in plain text, on its way to be sealed. Never logged. */
export type Secret = { name: string; text: string }

const known: string[] = Object.values(SECRETS)

/** Reads `NAME=env:VARIABLE` or `NAME=file:PATH`. @throws with the form and the known names */
export function parseSecretSource(text: string): SecretSource {
  const [, name, kind, where] = /^([a-z_.]+)=(env|file):(.+)$/.exec(text) ?? []
  if (!name || !where || !known.includes(name))
    throw new Error(
      `--secret takes NAME=env:VARIABLE or NAME=file:PATH, where NAME is one of: ${known.join(', ')}`,
    )
  return { name, from: kind === 'env' ? { env: where } : { file: where } }
}

/** The secrets that were given, and what is wrong with the others, a sentence each. One line end is not part of a file's secret. */
export function readSources(sources: SecretSource[]): { secrets: Secret[]; problems: string[] } {
  const secrets: Secret[] = []
  const problems: string[] = []
  for (const { name, from } of sources) {
    const text = 'env' in from ? process.env[from.env] : readFile(from.file)
    if (secrets.some(one => one.name === name)) problems.push(`secret ${name} is given twice`)
    else if (text) secrets.push({ name, text })
    else
      problems.push(
        `secret ${name}: ${'env' in from ? `variable ${from.env}` : `file ${from.file}`} is empty or not there`,
      )
  }
  return { secrets, problems }
}

function readFile(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch {
    return null
  }
}

/** Names of the secrets that a connection with these settings works with; all but the next webhook secret must be there. */
export function neededSecrets({ peoplesoft, notifications }: Settings): string[] {
  return [
    peoplesoft.auth.kind === 'basic' ? SECRETS.peoplesoftPassword : SECRETS.peoplesoftClientSecret,
    SECRETS.procoreClientSecret,
    ...(notifications ? [SECRETS.webhookSecret] : []),
  ]
}

/** What was given and sealed though nothing makes use of it, a sentence each. */
export function unusedSecrets(settings: Settings, given: Secret[]): string[] {
  const used = [...neededSecrets(settings), ...(settings.notifications ? [SECRETS.webhookSecretNext] : [])]
  return given
    .filter(({ name }) => !used.includes(name))
    .map(({ name }) => {
      const because = name.includes('webhook')
        ? 'the file has no notifications'
        : `auth.kind of peoplesoft is ${settings.peoplesoft.auth.kind}`
      return `${name} is stored, but not used: ${because}`
    })
}

type Stored = { connectionId: string; names: string[] }

/**
 * What is to be sealed: given secrets that are not stored with this very text under the current key, and stored ones
 * that an older key sealed. A new webhook secret ends a rotation: the next one follows it, and the old one holds no more.
 */
export async function secretsToSeal(
  { store }: Pick<Ops, 'store'>,
  ring: () => { current: string; keys: ReadonlyMap<string, Buffer> },
  stored: Stored | null,
  given: Secret[],
): Promise<Secret[]> {
  if (!stored) return given
  const { connectionId, names } = stored
  const wanted = [...given, ...endOfRotation(names, given)]
  const all: Secret[] = []
  for (const name of new Set([...wanted.map(one => one.name), ...names])) {
    const text = wanted.find(one => one.name === name)?.text
    const row = names.includes(name) ? await store.secret(connectionId, name) : null
    if (text === undefined) {
      if (row && row.keyId !== ring().current)
        all.push({ name, text: await readSecret({ store, ring }, connectionId, name) })
    } else if (!row || row.keyId !== ring().current || (await opened(name)) !== text) all.push({ name, text })
  }
  return all

  /** Null where what is stored does not open any more: it is replaced. */
  async function opened(name: string): Promise<string | null> {
    return await readSecret({ store, ring }, connectionId, name).catch(() => null)
  }
}

function endOfRotation(stored: string[], given: Secret[]): Secret[] {
  const now = given.find(one => one.name === SECRETS.webhookSecret)
  const next = given.some(one => one.name === SECRETS.webhookSecretNext)
  return now && !next && stored.includes(SECRETS.webhookSecretNext)
    ? [{ name: SECRETS.webhookSecretNext, text: now.text }]
    : []
}
