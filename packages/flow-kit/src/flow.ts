import type { PostingApply, StateApply } from './apply.ts'
import type { Capture } from './capture.ts'
import type { Canonical, Entity } from './entity.ts'

/** Declares an entity; nothing but types. */
export const entity = <T extends Canonical>(declared: Entity<T>): Entity<T> => declared

/** Declares a capture; nothing but types. */
export const capture = <T extends Canonical, Raw, Api, S>(declared: Capture<T, Raw, Api, S>) => declared

/** Declares an apply whose target is made equal; nothing but types. */
export const stateApply = <T extends Canonical, B, Api, S, Seen, F = null>(
  declared: Omit<StateApply<T, B, Api, S, Seen, F>, 'effect'>,
): StateApply<T, B, Api, S, Seen, F> => ({ ...declared, effect: 'state' })

/** Declares an apply whose target is posted to; nothing but types. */
export const postingApply = <T extends Canonical, B, Api, S, Seen, F = null>(
  declared: Omit<PostingApply<T, B, Api, S, Seen, F>, 'effect'>,
): PostingApply<T, B, Api, S, Seen, F> => ({ ...declared, effect: 'posting' })

/* The engine drives flows without knowing their types; each flow was checked where it was declared. */
/* eslint-disable @typescript-eslint/no-explicit-any */
export type AnyEntity = Entity<any>
export type AnyCapture = Capture<any, any, any, any>
export type AnyStateApply = StateApply<any, any, any, any, any, any>
export type AnyPostingApply = PostingApply<any, any, any, any, any, any>
/* eslint-enable @typescript-eslint/no-explicit-any */
export type AnyApply = AnyStateApply | AnyPostingApply

/** Everything about one entity. */
export type Flow = { entity: AnyEntity; captures: AnyCapture[]; applies: AnyApply[] }

/** The resources whose notices a capture listens to in a connection. */
export function resourcesOf({ notify }: AnyCapture, settings: unknown): readonly string[] {
  const resources = notify?.resources ?? []
  return typeof resources === 'function' ? resources(settings) : resources
}
