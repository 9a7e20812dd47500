import { expect, test } from 'vitest'
import { storyText } from './record.ts'

const lane = {
  flow: 'direct-cost.to-peoplesoft',
  scope: '87001',
  revision: 2,
  state: 'parked',
  code: 'mapping-missing',
  why: 'line 1: no rule names an account',
  nativeId: null,
  seen: null,
  postings: [
    {
      targetId: 'K3QZ7M2ABC',
      revision: 1,
      stage: 'posted',
      code: null,
      why: null,
      editedThere: true,
      body: { JOURNAL_DATE: '2026-10-14' },
      grounds: null,
      posted: null,
      there: null,
      intendedAt: '',
      changedAt: '',
    },
  ],
}

test("a record's story says where it stands, what to do, what was posted, and every decision in order", () => {
  const decision = { scope: '', code: null, who: 'ps-writer', position: null, before: null, after: null }
  const text = storyText('direct-cost', '61001', {
    connection: 'demo',
    lanes: [lane],
    story: [
      {
        ...decision,
        at: new Date('2026-10-15T08:00:00Z'),
        flow: 'direct-cost.from-procore',
        revision: 1,
        decision: 'minted',
        why: 'read by webhook',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
      {
        ...decision,
        at: new Date('2026-10-15T08:00:02Z'),
        flow: 'direct-cost.to-peoplesoft',
        scope: '87001',
        revision: 2,
        decision: 'parked',
        code: 'mapping-missing',
        why: 'line 1:\nno rule',
        traceparent: null,
      },
    ],
  })
  expect(text.split('\n')).toEqual([
    'direct-cost 61001 in connection demo',
    '  direct-cost.to-peoplesoft 87001: revision 2 parked',
    '    mapping-missing: line 1: no rule names an account',
    '    No rule codes the line, as named: add the rule or clearing account, and apply the connection.',
    '    K3QZ7M2ABC of revision 1: posted, dated 2026-10-14, edited there',
    '',
    expect.stringMatching(/^when +rev +flow +scope +decision +by +trace +why$/),
    expect.stringMatching(
      /^2026-10-15T08:00:00\.000Z +1 +direct-cost\.from-procore +- +minted +ps-writer +0af7651916cd43dd8448eb211c80319c +read by webhook$/,
    ),
    expect.stringMatching(/^2026-10-15T08:00:02\.000Z +2 .* parked .* - +mapping-missing: line 1: no rule$/),
    '',
  ])
})

test('a record that is only linked says where it belongs', () => {
  const seen = { po_id: '0000001234', items: [{ id: '92001', line_nbr: 1 }] }
  const linked = {
    state: 'applied',
    code: 'linked',
    why: 'belongs to US001:0000001234:91001',
    seen,
    postings: [],
  }
  const text = storyText('requisition', 'pc-rq:87001:91001', {
    connection: 'demo',
    lanes: [{ ...lane, ...linked, flow: 'requisition.to-peoplesoft' }],
    story: [],
  })
  expect(text).toContain('linked: belongs to US001:0000001234:91001')
  expect(text).toContain('{"po_id":"0000001234","items":[{"id":"92001","line_nbr":1}]}')
})
