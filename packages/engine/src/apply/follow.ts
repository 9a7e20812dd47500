import { type AnyPostingApply, type Followed, Refused } from '@plumbline/flow-kit'
import type { Engine } from '../engine.ts'
import type { Followable, PartSeen } from '../ports/index.ts'
import { pause } from './refusal.ts'
import type { Place } from './turn.ts'

const AT_ONCE = 500

/** Looks at postings that are not final yet, many in one call. True when there were some due. */
export async function followPostings({ engine, apply, live }: Place<AnyPostingApply>): Promise<boolean> {
  const { ledger, clock, timing, log } = engine
  if (!apply.follow) return false
  const due = await ledger.following.due(apply.name, live.id, clock.now(), AT_ONCE)
  if (due.length === 0) return false
  const sent = due.map(({ targetId, body, sentAt }) => ({ targetId, body, sentAt: sentAt.toISOString() }))
  let seen: PartSeen[]
  try {
    const found = (await apply.follow(live.apis[apply.to], sent, live.settings)) as Map<
      string,
      Followed<unknown>
    >
    seen = due.map(part => look(engine, part, found.get(part.targetId)))
  } catch (err) {
    let followAt = new Date(clock.now().getTime() + timing.followMs)
    if (err instanceof Refused) followAt = await pause(engine, live, apply.name, due[0]!.scope, err)
    else
      log.error({ connection: live.name, flow: apply.name, err }, 'following failed and will be tried again')
    seen = due.map(part => ({ ...unchanged(part), followAt }))
  }
  await ledger.following.seen(seen, clock.now())
  return true
}

function unchanged({ partId, targetId, stage, code, why }: Followable): PartSeen {
  return {
    id: partId,
    targetId,
    stage,
    code,
    why,
    posted: null,
    there: null,
    editedThere: false,
    followAt: null,
  }
}

function look({ clock, timing }: Engine, part: Followable, found: Followed<unknown> | undefined): PartSeen {
  const followAt = new Date(clock.now().getTime() + timing.followMs)
  if (!found) return { ...unchanged(part), followAt }
  const there = ('posted' in found ? found.posted.there : found.there) ?? null
  switch (found.is) {
    case 'final': {
      const { body: posted, editedThere } = found.posted
      return { ...unchanged(part), stage: 'posted', code: null, why: null, posted, there, editedThere }
    }
    case 'open':
      return { ...unchanged(part), stage: 'following', code: found.code, why: found.why, there, followAt }
    case 'error':
      return { ...unchanged(part), stage: 'error', code: found.code, why: found.why, there, followAt }
    case 'undone':
      return { ...unchanged(part), stage: 'undone', code: found.code, why: found.why, there }
  }
}
