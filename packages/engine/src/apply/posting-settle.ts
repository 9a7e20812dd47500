import type { AnyPostingApply, Found, Why } from '@plumbline/flow-kit'
import type { LaneResult, Part, PartSeen } from '../ports/index.ts'
import { ended, stays, type Turn } from './turn.ts'

/**
 * What the journals of a row come to together, all of them being there. Final: the row is applied, with what was read
 * back in its audit. Taken out there: a person is asked, and may accept it by a release.
 */
export function settleSeen(turn: Turn, seen: PartSeen[], more: Partial<LaneResult>): LaneResult {
  const { row } = turn
  const first = (stage: PartSeen['stage']) => seen.find(part => part.stage === stage)
  const [undone, posted] = [first('undone'), seen.filter(part => part.stage === 'posted')]
  const present = posted.length > 0 ? { present: true } : {}
  if (first('error') ?? first('following'))
    return stays(turn, 'following', null, whyOf((first('error') ?? undone ?? first('following'))!), more)
  // A release that came before the journal was taken out says nothing about it.
  const accepted = row.released && row.state === 'due'
  if (undone && !accepted) return stays(turn, 'held', null, whyOf(undone), { ...more, ...present })
  if (posted.length === 0) return ended(turn, 'skipped', undone ? whyOf(undone) : null, more)
  const edited = posted.some(part => part.editedThere)
  const why = edited
    ? { code: 'edited-there', why: 'a person changed the journal there before it was posted' }
    : null
  return ended(turn, 'applied', undone ? whyOf(undone) : why, {
    ...more,
    ...present,
    after: posted.map(({ targetId, posted, there, editedThere }) => ({
      targetId,
      posted,
      there,
      editedThere,
    })),
  })
}

const whyOf = ({ code, why }: PartSeen): Why => ({
  code: code ?? 'following',
  why: why ?? 'waits for the target',
})

/** A journal as the ledger knows it. */
export const unchanged = (part: Part): PartSeen => ({ ...part, followAt: null })

/** The target has it: followed until it is final, or final at once where nothing needs to be followed. */
export function taken({ engine }: Turn, apply: AnyPostingApply, part: Part): PartSeen {
  const base = { ...part, there: null }
  if (!apply.follow)
    return { ...base, stage: 'posted', code: null, why: null, posted: part.body, followAt: null }
  const step = Math.min(engine.timing.followMs, 2000)
  // In steps, so that one look-up serves all that were taken within one.
  const followAt = new Date(Math.ceil(engine.clock.now().getTime() / step + 1) * step)
  const why = 'taken by the target, not posted yet'
  return { ...base, stage: 'following', code: 'following', why, posted: null, followAt }
}

/** Found there: as it stands there, with the lines read there. */
export function foundThere(
  turn: Turn,
  apply: AnyPostingApply,
  part: Part,
  { stage, body, editedThere, there }: Found<unknown>,
): PartSeen {
  const base = { ...part, code: null, why: null, there: there ?? null, editedThere, followAt: null }
  switch (stage) {
    case 'posted':
      return { ...base, stage, posted: body }
    case 'undone':
      return {
        ...base,
        stage,
        posted: null,
        code: 'undone-there',
        why: `${part.targetId} was taken out there`,
      }
    case 'open':
      return apply.follow
        ? { ...taken(turn, apply, part), there: there ?? null }
        : { ...base, stage: 'posted', posted: body }
  }
}
