import { type PeoplesoftRows, skeletonPeoplesoft } from '@plumbline/sandbox-world'
import type { PeoplesoftSandboxOptions } from '../sandbox.ts'
import { LOGIN, startSite } from './start.ts'

/** The skeleton with a buyer, units of measure, and suppliers with a location but for one. */
function purchasingRows(): PeoplesoftRows {
  const rows = skeletonPeoplesoft()
  return {
    ...rows,
    VENDOR: rows.VENDOR!.map(row => ({
      ...row,
      DEFAULT_LOC: 'MAIN',
      ...(row.VENDOR_ID === '0000000003' && { VENDOR_STATUS: 'E' }),
      ...(row.VENDOR_ID === '0000000004' && { VNDR_STATUS_PO: 'N' }),
    })),
    VENDOR_LOC: rows.VENDOR_LOC!.filter(row => row.VENDOR_ID !== '0000000005'),
    BUYER_TBL: [{ BUYER_ID: 'JSMITH' }],
    UNITS_TBL: [{ UNIT_OF_MEASURE: 'EA' }, { UNIT_OF_MEASURE: 'CY' }],
  }
}

type Fields = Record<string, unknown>

/** An order of the skeleton: one line by amount only, one of 12 cubic yards over two distributions. */
export function order(set: Fields = {}, line: Fields = {}, distribution: Fields = {}) {
  const coding = {
    ACCOUNT: '500400',
    DEPTID: 'FIELD',
    BUSINESS_UNIT_PC: 'US001',
    PROJECT_ID: '24-017',
    ACTIVITY_ID: 'CONCRETE',
    ANALYSIS_TYPE: 'COM',
  }
  return {
    BUSINESS_UNIT: 'US001',
    PO_ID: 'PC00000001',
    VENDOR_ID: '0000000001',
    BUYER_ID: 'JSMITH',
    PO_REF: 'procore 61001 r1',
    PO_DT: '2026-10-14',
    lines: [
      {
        LINE_NBR: 1,
        DESCR254_MIXED: 'Formwork',
        UNIT_OF_MEASURE: 'EA',
        AMT_ONLY_FLG: 'Y',
        ...line,
        schedules: [
          {
            SCHED_NBR: 1,
            MERCHANDISE_AMT: '1000.50',
            distributions: [{ DISTRIB_LINE_NUM: 1, MERCHANDISE_AMT: '1000.50', ...coding, ...distribution }],
          },
        ],
      },
      {
        LINE_NBR: 2,
        DESCR254_MIXED: 'Ready-mix, 4000 psi',
        UNIT_OF_MEASURE: 'CY',
        schedules: [
          {
            SCHED_NBR: 1,
            QTY_PO: '12',
            PRICE_PO: '150.25',
            distributions: [
              { DISTRIB_LINE_NUM: 1, QTY_PO: '10', MERCHANDISE_AMT: '1502.50', ...coding },
              { DISTRIB_LINE_NUM: 2, QTY_PO: '2', MERCHANDISE_AMT: '300.50', ...coding },
            ],
          },
        ],
      },
    ],
    ...set,
  }
}

/** A line of `order` alone, to change it. */
export function line(number: 1 | 2, set: Fields = {}) {
  return { ...order().lines[number - 1]!, ...set }
}

type Answered = { status: number; body: Fields & { errors?: { field: string; code: string }[] } }

/** A sandbox that takes orders, with short hands for its operations. */
export async function startPurchasing(options: PeoplesoftSandboxOptions = {}) {
  const site = await startSite({ rows: purchasingRows(), ...options })
  const call = async (method: string, path: string, body?: unknown): Promise<Answered> => {
    const answer = await fetch(`${site.url}/PSIGW/RESTListeningConnector/PSFT_EP/${path}`, {
      method,
      headers: { ...LOGIN, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Answered['body']) }
  }
  return {
    ...site,
    call,
    create: (body: unknown = order()) => call('POST', 'PROCORE_PO.v1', body),
    change: (set: Fields, PO_ID = 'PC00000001') =>
      call('PUT', 'PROCORE_PO.v1', { BUSINESS_UNIT: 'US001', PO_ID, ...set }),
    /** The order as the operation reads it. */
    async order(id = 'PC00000001') {
      const { body } = await call('GET', `PROCORE_PO.v1/US001/${id}`)
      return (body.orders as (Fields & { lines: (Fields & { schedules: Fields[] })[] })[])[0]
    },
    /** Takes steps of a person with the order. */
    async steps(...names: string[]) {
      for (const name of names) {
        const done = await site.act({ do: name, key: { BUSINESS_UNIT: 'US001', PO_ID: 'PC00000001' } })
        if (done.status !== 200) throw new Error(String(done.body.error))
      }
    },
    /** The accepted writes on orders. */
    async writes() {
      const all = (await (await site.send('GET', '/__sandbox/ledger')).json()) as Fields[]
      return all.filter(write => write.collection === 'PO_HDR')
    },
  }
}
