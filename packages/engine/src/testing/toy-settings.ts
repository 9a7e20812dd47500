import type { Plan, Ref } from '@plumbline/flow-kit'

/** What a connection of the toy flows is set to. */
export type ToySettings = {
  /** What the captures read one by one. */
  scopes: string[]
  /** Cron texts. Without `read` nothing but the to-read list is read. */
  read?: string | null
  compare?: string | null
  overlapSeconds?: number
  zone?: string
  /** Where the state apply brings vendors; one place, `T`, unless set. */
  targets?: string[]
  /** Who wins where a copy in the directory was changed; the origin unless set. */
  conflict?: 'origin-wins' | 'hold'
  /** What is decided about a key instead of sending it; a park ends by itself once every link that it names is there. */
  plans?: Record<string, Exclude<Plan<never>, { do: 'send' }>>
}

/** The links that a record waits for by its plan. */
export function waitedFor(settings: ToySettings, key: string): Ref[] {
  const plan = settings.plans?.[key]
  if (plan?.do !== 'park') return []
  return plan.waits.flatMap(wait => (wait.for === 'link' ? [wait.ref] : []))
}

/** The plan that holds a record back now; null where it goes. */
export function heldBack(
  settings: ToySettings,
  key: string,
  link: (ref: Ref) => unknown,
): Exclude<Plan<never>, { do: 'send' }> | null {
  const plan = settings.plans?.[key] ?? null
  const refs = waitedFor(settings, key)
  return refs.length > 0 && refs.every(ref => link(ref) !== null) ? null : plan
}
