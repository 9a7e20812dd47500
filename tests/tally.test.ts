import { expect, test } from 'vitest'
import { sum, tallyCheck, tallyTests, type VitestReport } from './tally.ts'

const report = (part: Partial<VitestReport>): VitestReport => ({
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
  ...part,
})

test('every test counts, and so does every check', () => {
  const tests = tallyTests(report({ numPendingTests: 1, numTodoTests: 2 }), true)
  expect(sum([tests, tallyCheck(true), tallyCheck(false)])).toEqual({ passed: 6, failed: 1, skipped: 3 })
})

test('a file that fails outside its tests is a failure of its own', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'passed' }] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
  ]
  expect(tallyTests(report({ numFailedTests: 1, testResults }), false).failed).toBe(3)
})

test('a run that fails though no test did, or that leaves no report, is never counted as clean', () => {
  expect(tallyTests(report({}), false)).toEqual({ passed: 5, failed: 1, skipped: 0 })
  expect(tallyTests(null, true)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})
