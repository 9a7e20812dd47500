import { setTimeout as sleep } from 'node:timers/promises'

type Row = Record<string, unknown>
type Urls = { peoplesoft: string; procore: string }

/**
 * Makes live changes as people would, one every few seconds, until aborted: a supplier's phone is edited in PeopleSoft,
 * a direct cost is approved in Procore.
 */
export async function trickle(
  urls: Urls,
  say: (line: string) => void,
  signal: AbortSignal,
  everyMs = 12_000,
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    await rest(everyMs, signal)
    if (signal.aborted) return
    const done = turn % 2 === 0 ? await editSupplier(urls, turn) : await approveCost(urls)
    if (done) say(done)
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error
  })
}

async function editSupplier({ peoplesoft }: Urls, turn: number): Promise<string | null> {
  const vendors = (await rows(peoplesoft, 'VENDOR')).filter(
    row => row.VENDOR_STATUS === 'A' && row.VENDOR_CLASS === 'R',
  )
  const vendor = vendors[(turn * 7) % Math.max(1, vendors.length)]
  if (!vendor) return null
  const key = { SETID: vendor.SETID, VENDOR_ID: vendor.VENDOR_ID }
  const name = `${String(vendor.NAME1)
    .replace(/ \(edited.*\)$/, '')
    .slice(0, 25)} (edited ${turn})`
  await order(peoplesoft, { as: 'APCLERK', do: 'update', record: 'VENDOR', key, set: { NAME1: name } })
  return `PeopleSoft: supplier ${vendor.VENDOR_ID} is renamed to ${name}`
}

async function approveCost({ procore }: Urls): Promise<string | null> {
  const costs = await rows(procore, 'direct_costs')
  const cost = costs.find(
    row =>
      row.status === 'pending' &&
      ['expense', 'invoice'].includes(String(row.direct_cost_type)) &&
      !row.deleted_at,
  )
  if (!cost) return null
  await order(procore, {
    as: 9002,
    do: 'update',
    collection: 'direct_costs',
    id: cost.id,
    set: { status: 'approved' },
  })
  return `Procore: direct cost ${cost.id} of project ${cost.project_id} is approved`
}

/** The rows of a sandbox's collection. */
export async function rows(url: string, collection: string): Promise<Row[]> {
  const response = await fetch(`${url}/__sandbox/state/${collection}`)
  if (!response.ok) throw new Error(`${url} does not show ${collection}: status ${response.status}`)
  return (await response.json()) as Row[]
}

async function order(url: string, body: Row): Promise<void> {
  const response = await fetch(`${url}/__sandbox/do`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} refuses the change: ${await response.text()}`)
}
