import { type AnyPostingApply, type Followed, Refused } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import type { Followable, PartSeen } from '../ports/index.ts'
import { pause } from './refusal.ts'

const AT_ONCE = 500

/** Looks at postings that are not final yet, many in one call. True when there were some due. */
export async function followPostings(engine: Engine, apply: AnyPostingApply, live: Live): Promise<boolean> {
  const { ledger, clock } = engine
  const due = await ledger.following.due(apply.name, live.id, clock.now(), AT_ONCE)
  if (due.length === 0 || !apply.follow) return false
  try {
    const sent = due.map(({ targetId, body, sentAt }) => ({ targetId, body, sentAt: sentAt.toISOString() }))
    const found = (await apply.follow(live.apis[apply.to], sent, live.settings)) as Map<
      string,
      Followed<unknown>
    >
    await ledger.following.seen(
      due.map(part => look(engine, part, found.get(part.targetId))),
      clock.now(),
    )
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const followAt = await pause(engine, live, apply.name, due[0]!.scope, error)
    await ledger.following.seen(
      due.map(part => ({ ...unchanged(part), followAt })),
      clock.now(),
    )
  }
  return true
}

function unchanged({ partId, stage, code, why }: Followable): PartSeen {
  return { id: partId, stage, code, why, posted: null, editedThere: false, followAt: null }
}

function look({ clock, timing }: Engine, part: Followable, found: Followed<unknown> | undefined): PartSeen {
  const now = clock.now().getTime()
  const followAt = new Date(now + timing.followMs)
  if (!found) return { ...unchanged(part), followAt }
  const base = { id: part.partId, posted: null, editedThere: false }
  switch (found.is) {
    case 'final': {
      const { body, editedThere } = found.posted
      return { ...base, stage: 'posted', code: null, why: null, posted: body, editedThere, followAt: null }
    }
    case 'open':
      return { ...base, stage: 'following', code: found.code, why: found.why, followAt }
    case 'error':
      return { ...base, stage: 'error', code: found.code, why: found.why, followAt }
    case 'undone':
      return { ...base, stage: 'undone', code: found.code, why: found.why, followAt: null }
  }
}
