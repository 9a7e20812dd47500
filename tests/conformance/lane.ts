import type {
  AnyApply,
  AnyStateApply,
  Canonical,
  Link,
  Meta,
  Outcome,
  Plan,
  Posted,
  Ref,
} from '@plumbline/flow-kit'
import { flows } from '@plumbline/flows'
import { frozen, minted, readRecords } from './records.ts'
import { type Systems, TODAY } from './systems.ts'

/** The values of an entity as they stand at the source: one revision each, the key in the header. */
async function valuesOf(systems: Systems, entity: string): Promise<Canonical[]> {
  const values: Canonical[] = []
  for (const capture of flows.find(flow => flow.entity.name === entity)!.captures)
    for (const scope of capture.scopes(systems.settings))
      for (const record of (await readRecords(capture, systems, scope, 'all')).values())
        values.push(minted(record))
  return values
}

/** What the engine would know besides: where a record is linked, what of it stands, which revision and operation. */
export type Situation = {
  own?: Link<unknown> | null
  posted?: Posted<unknown>[]
  op?: Meta['op']
  /** Another revision is another event. */
  revision?: number
}

/**
 * An apply on these systems, seen as the engine sees it: facts are read, links are kept, and a record that another one
 * refers to is brought there first.
 */
export class Lane {
  readonly systems: Systems
  readonly apply: AnyApply
  readonly #links: Map<string, Link<unknown>>
  /** Ids there that no record was matched with. */
  readonly #strangers = new Set<string>()

  constructor(systems: Systems, apply: AnyApply, links = new Map<string, Link<unknown>>()) {
    this.systems = systems
    this.apply = apply
    this.#links = links
  }

  get api(): unknown {
    return this.systems.apis[this.apply.to]
  }

  /** The values of the apply's entity, as they stand at the source. */
  values(): Promise<Canonical[]> {
    return valuesOf(this.systems, this.apply.entity.name)
  }

  /** The event of a revision. */
  metaOf({ header: { key, revision: own } }: Canonical, revision = own, op: Meta['op'] = 'put'): Meta {
    return { eventId: eventIdOf(key, revision), key, revision, op }
  }

  /** What one revision means for one scope; nothing that it is given can be changed by it. */
  async plan(value: Canonical, scope: string, situation: Situation = {}): Promise<Plan<unknown>> {
    const { apply } = this
    const context = frozen(await this.#contextOf(frozen(value), scope, situation))
    const once = apply.toTarget(value, context) as Plan<unknown>
    return JSON.stringify(apply.toTarget(value, context)) === JSON.stringify(once)
      ? once
      : Promise.reject(new Error(`${apply.name} plans the same revision in two ways`))
  }

  /** The body or bodies of a plan that sends. @throws with the reason of any other */
  async bodyOf<B>(value: Canonical, scope: string, situation: Situation = {}): Promise<B> {
    const plan = await this.plan(value, scope, situation)
    if (plan.do === 'send') return plan.body as B
    throw new Error(
      `${this.apply.name} does not send ${value.header.key}: ${'why' in plan ? plan.why : plan.do}`,
    )
  }

  async write(scope: string, bodies: unknown[]): Promise<Outcome<unknown>[]> {
    return await this.apply.write(this.api, scope, bodies)
  }

  /** Values that are sent to a scope as they stand, with their bodies. */
  async sendable<B>(scope: string): Promise<{ value: Canonical; body: B }[]> {
    const found: { value: Canonical; body: B }[] = []
    for (const value of await this.values()) {
      if (!this.apply.scopes(value, this.systems.settings).includes(scope)) continue
      const plan = await this.plan(value, scope)
      if (plan.do === 'send') found.push({ value, body: plan.body as B })
    }
    return found
  }

  async #contextOf(value: Canonical, scope: string, situation: Situation) {
    const { settings } = this.systems
    const { own = null, posted = [], op = 'put', revision = value.header.revision } = situation
    const facts = (await this.apply.facts?.(this.api, scope, settings)) ?? null
    const links = new Map<string, Link<unknown> | null>()
    for (const ref of this.apply.refs?.(value, scope, settings, facts) ?? [])
      links.set(JSON.stringify(ref), await this.#linkOf(ref))
    return {
      settings,
      facts,
      scope,
      today: TODAY,
      own,
      posted: [...posted],
      link: (ref: Ref) => links.get(JSON.stringify(ref)) ?? null,
      meta: this.metaOf(value, revision, op),
      asked: null,
      released: false,
    }
  }

  /** A record that is referred to by its key is brought to its target; one referred to by its id there may be adopted. */
  async #linkOf(ref: Ref): Promise<Link<unknown> | null> {
    if ('nativeId' in ref) {
      const known = [...this.#links].find(
        ([at, link]) => at.startsWith(placeOf(ref)) && link.nativeId === ref.nativeId,
      )
      return known?.[1] ?? (await this.#adopted(ref))
    }
    const name = placeOf(ref) + ref.key
    const known = this.#links.get(name)
    const apply = flows.flatMap(flow => flow.applies).find((one): one is AnyStateApply => one.name === ref.at)
    const value = (await valuesOf(this.systems, ref.entity)).find(one => one.header.key === ref.key)
    if (known || !apply || !value) return known ?? null
    const lane = new Lane(this.systems, apply, this.#links)
    const plan = await lane.plan(value, ref.scope)
    if (plan.do !== 'send') return null
    const [outcome] = await lane.write(ref.scope, [plan.body])
    if (!outcome || !('targetId' in outcome)) throw new Error(`${ref.key} could not be brought to ${ref.at}`)
    const link = { key: ref.key, nativeId: outcome.targetId, by: 'us' as const, seen: outcome.seen }
    this.#links.set(name, link)
    return link
  }

  /** Whichever record would be matched with what stands there under that id; each id is looked at once. */
  async #adopted(ref: Ref & { nativeId: string }): Promise<Link<unknown> | null> {
    const apply = flows.flatMap(flow => flow.applies).find(one => one.name === ref.at)
    const place = `${placeOf(ref)} ${ref.nativeId}`
    if (apply?.effect !== 'state' || !apply.match || this.#strangers.has(place)) return null
    this.#strangers.add(place)
    const { apis, settings } = this.systems
    const there = (
      await Array.fromAsync(apply.survey(apis[apply.to], ref.scope, settings) as AsyncIterable<Candidate>)
    ).filter(one => one.targetId === ref.nativeId)
    if (there.length === 0) return null
    const value = (await valuesOf(this.systems, ref.entity)).find(
      one => apply.match!(one, there, settings).length > 0,
    )
    if (!value) return null
    const { key } = value.header
    const link = { key, nativeId: ref.nativeId, by: 'adopted' as const, seen: there[0]!.seen }
    this.#links.set(placeOf(ref) + key, link)
    return link
  }
}

type Candidate = { targetId: string; seen: unknown }

const placeOf = ({ at, scope }: Ref) => `${at}/${scope}/`

/** 32 hexadecimal digits, as the engine's event ids. */
function eventIdOf(key: string, revision: number): string {
  const digits = [...`${key}/${revision}`].map(char => char.charCodeAt(0).toString(16)).join('')
  return digits.padEnd(32, '0').slice(-32)
}
