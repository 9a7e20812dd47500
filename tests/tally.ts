/** What a check or a test run came to. */
export type Tally = { passed: number; failed: number; skipped: number }

/** The part of vitest's JSON report that is counted (vitest's reporter `json`, in Jest's format). */
export type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] | null }[]
  }[]
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

/** Each failure of a test run in a few lines: told once more at the end, where whoever reads only that finds it. */
export function failuresOf(report: VitestReport | null): string[] {
  return (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter(one => one.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [`${name}\n${short(message)}`] : []
    return failed.map(one => `${name}\n  ${one.fullName}\n${short(one.failureMessages?.join('\n') ?? '')}`)
  })
}

/** The first lines of a message, indented. */
const short = (message: string): string =>
  message
    .split('\n')
    .slice(0, 8)
    .map(line => `    ${line.slice(0, 300)}`)
    .join('\n')

/** The sum of all. */
export function sum(tallies: Tally[]): Tally {
  const total = (of: keyof Tally) => tallies.reduce((count, tally) => count + tally[of], 0)
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') }
}
