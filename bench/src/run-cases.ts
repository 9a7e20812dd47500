import os from 'node:os'
import type { Bench, Place } from './bench.ts'
import { cases } from './cases/index.ts'
import { prepareGround } from './ground.ts'
import type { Options } from './options.ts'
import type { CaseReport, Report } from './report.ts'
import { startSandboxes } from './sandbox.ts'
import { sizeFor } from './world.ts'

/** Runs the cases asked for, one after another; nothing of them is left when it resolves or rejects. */
export async function runCases(
  place: Place,
  { records, rounds, only }: Options,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Report> {
  const at = new Date().toISOString()
  const before = load()
  const sandboxes = await startSandboxes(place, signal)
  try {
    const ground = await prepareGround(place, sandboxes, sizeFor(records), say, signal)
    try {
      const bench: Bench = { place, sandboxes, ground, rounds, say, signal }
      const reports: CaseReport[] = []
      for (const name of only) {
        signal.throwIfAborted()
        const { about, run } = cases[name]
        reports.push({ name, about, ...(await run(bench)) })
      }
      return { at, machine: { ...machine(), load: { before, after: load() } }, rounds, cases: reports }
    } finally {
      await ground.close()
    }
  } finally {
    await Promise.all(Object.values(sandboxes).map(sandbox => sandbox.stop()))
  }
}

function machine() {
  const cpus = os.cpus()
  return {
    cpus: cpus.length,
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
  }
}

/** Load average of the last minute. */
const load = (): number => Number(os.loadavg()[0]!.toFixed(2))
