import { type ProcoreRows, skeletonProcore } from '@plumbline/sandbox-world'
import { afterEach } from 'vitest'
import { type PersonOrder, startProcoreSandbox } from '../index.ts'
import { readJson } from '../json.ts'
import type { ProcoreSandboxOptions } from '../sandbox.ts'

/** A JSON answer, with ids that a double cannot hold as text. */
export type Answer = { status: number; headers: Headers; body: Json }
/** Any JSON, looked into freely. */
export type Json = ReturnType<typeof JSON.parse>

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A sandbox with the skeleton's rows, limits out of the way, and a caller with a token; it ends with the test. */
export async function start(options: ProcoreSandboxOptions & { extra?: ProcoreRows } = {}) {
  const { extra = {}, switches, ...rest } = options
  const started = await startProcoreSandbox({
    rows: merged(skeletonProcore(), extra),
    switches: { hourlyLimit: 1e6, spikeLimit: 1e6, directCostWriteMs: 0, ...switches },
    ...rest,
  })
  open.push(started.close)
  const { url, sandbox } = started

  const raw = async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(url + path, { method, ...init })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') === true
    return { status: response.status, headers: response.headers, body: json ? readJson(text) : text }
  }
  const json = (body: unknown): RequestInit =>
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const token = async (
    client_id = 'plumbline-demo',
    client_secret = 'plumbline-demo-secret',
  ): Promise<string> => {
    const answer = await raw(
      'POST',
      '/oauth/token',
      json({ grant_type: 'client_credentials', client_id, client_secret }),
    )
    return answer.body.access_token
  }
  const bearer = await token()
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    raw(method, path, {
      ...json(body),
      headers: {
        authorization: `Bearer ${bearer}`,
        'procore-company-id': '4266',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    })
  const person = (order: Omit<PersonOrder, 'as'>) =>
    raw('POST', '/__sandbox/do', json({ as: 9002, ...order } satisfies PersonOrder))
  return { url, sandbox, raw, json, token, call, person, close: started.close }
}

function merged(rows: ProcoreRows, extra: ProcoreRows): ProcoreRows {
  const all = { ...rows, ...extra }
  for (const name of Object.keys(extra) as (keyof ProcoreRows)[])
    if (Array.isArray(extra[name]))
      Object.assign(all, {
        [name]: [...((rows[name] as unknown[] | undefined) ?? []), ...(extra[name] as unknown[])],
      })
  return all
}
