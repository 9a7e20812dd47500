import { expect, test } from 'vitest'
import { failuresOf, sum, tallyCheck, tallyTests, type VitestReport } from './tally.ts'

const file = (status: string, ...tests: string[]): VitestReport['testResults'][number] => ({
  name: 'a.test.ts',
  status,
  message: 'did not load',
  assertionResults: tests.map(one => ({
    fullName: `adds up, ${one}`,
    status: one,
    failureMessages: one === 'failed' ? ['expected 1 to be 2\n    at a.test.ts:1:1'] : [],
  })),
})

const report = (part: Partial<VitestReport>): VitestReport => ({
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [file('passed', 'passed')],
  ...part,
})

test('every test counts, and so does every check', () => {
  const tests = tallyTests(report({ numPendingTests: 1, numTodoTests: 2 }), true)
  expect(sum([tests, tallyCheck(true), tallyCheck(false)])).toEqual({ passed: 6, failed: 1, skipped: 3 })
})

test('a file that fails outside its tests is a failure of its own', () => {
  const testResults = [file('failed'), file('failed', 'passed'), file('failed', 'failed', 'passed')]
  expect(tallyTests(report({ numFailedTests: 1, testResults }), false).failed).toBe(3)
})

test('a run that fails though no test did, or that leaves no report, is never counted as clean', () => {
  expect(tallyTests(report({}), false)).toEqual({ passed: 5, failed: 1, skipped: 0 })
  expect(tallyTests(null, true)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('every failure is told with its file, its name and the first lines of what went wrong', () => {
  const testResults = [file('passed', 'passed'), file('failed'), file('failed', 'failed', 'passed')]
  expect(failuresOf(report({ testResults }))).toEqual([
    'a.test.ts\n    did not load',
    'a.test.ts\n  adds up, failed\n    expected 1 to be 2\n        at a.test.ts:1:1',
  ])
  expect(failuresOf(null)).toEqual([])
})
