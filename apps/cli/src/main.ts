#!/usr/bin/env node
import { inPlainWords } from '@plumbline/ops'
import { program } from './program.ts'

// Who reads us may have seen enough (`plumbline exceptions | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  await program().parseAsync()
} catch (error) {
  console.error(`plumbline: ${inPlainWords(error)}`)
  process.exitCode = 1
}
