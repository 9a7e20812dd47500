/** What a check or a test run came to. */
export type Tally = { passed: number; failed: number; skipped: number }

/** The part of vitest's JSON report that is counted (vitest's reporter `json`, in Jest's format). */
export type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** A check that passes or fails as a whole counts as one. */
export function tallyCheck(succeeded: boolean): Tally {
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 }
}

/**
 * Counts a test run. A file that failed outside its tests (it did not load, or its clean-up failed) counts as one more
 * failure, and so does a run that failed although every test passed, or that left no report.
 */
export function tallyTests(report: VitestReport | null, succeeded: boolean): Tally {
  if (!report) return tallyCheck(false)
  const filesAlone = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some(one => one.status === 'failed'),
  ).length
  const failed = report.numFailedTests + filesAlone
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** The sum of all. */
export function sum(tallies: Tally[]): Tally {
  const total = (of: keyof Tally) => tallies.reduce((count, tally) => count + tally[of], 0)
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') }
}
