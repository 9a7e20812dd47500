import { expect, test } from 'vitest'
import { startProcore } from '../testing/procore.ts'
import { vendorEvent } from './fixtures/suppliers.ts'
import { matchVendor } from './match.ts'
import type { SeenVendor } from './plan.ts'
import { vendorToProcore } from './to-procore.ts'

const inactive = { id: 51_002, company_id: 4266, name: 'Retired Roofing', is_active: false }

test.each(['hidden', 'listed'])(
  'every vendor is surveyed once, the inactive ones too, where the list has them %s',
  async inactiveVendors => {
    const { procore, settings, set } = await startProcore({ vendors: [inactive] })
    set({ inactiveVendors })
    const all = await Array.fromAsync(vendorToProcore.survey(procore, 'company', settings))
    expect(all.map(one => [one.targetId, one.seen.is_active]).sort()).toEqual([
      ['51001', true],
      ['51002', false],
    ])
  },
)

test('what was written is found again by its origin id, and says what was sent', async () => {
  const { procore, settings } = await startProcore()
  const body = {
    origin_id: 'ps:SHARE:0000000002',
    origin_code: '0000000002',
    is_active: true,
    name: `${'Ø'.repeat(40)} ${'&'.repeat(40)}`,
  }
  const [outcome] = await vendorToProcore.write(procore, 'company', [body])
  expect(outcome).toMatchObject({ is: 'applied', seen: body })
  const among = await Array.fromAsync(vendorToProcore.survey(procore, 'company', settings))
  const [found, ...more] = matchVendor(vendorEvent(), among, settings)
  expect([found?.seen, more]).toEqual([(outcome as { seen: SeenVendor }).seen, []])
})

test('a vendor that Procore refuses says why and stops no other', async () => {
  const { procore } = await startProcore()
  const body = (vendor_id: string, name: string) => ({ origin_id: `ps:SHARE:${vendor_id}`, name })
  const outcomes = await vendorToProcore.write(procore, 'company', [
    body('1', 'x'.repeat(256)),
    body('2', 'Good'),
  ])
  expect(outcomes).toMatchObject([
    { is: 'rejected', code: 'procore-refused', why: expect.stringMatching(/name.*too long/) },
    { is: 'applied', seen: { name: 'Good', is_active: true } },
  ])
})
