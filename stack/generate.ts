import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setupGuide } from '@plumbline/peoplesoft'
import { generate as generateSchemas } from '../schemas/generate.ts'
import { configPage } from './generate/config-page.ts'
import { connectionSchema } from './generate/connection-schema.ts'
import { errorsPage } from './generate/errors-page.ts'
import { flowsPage } from './generate/flows-page.ts'

/** Everything in the repository that is made from something else, by path. `--check` says what is not current. */
const root = join(import.meta.dirname, '..')
const files = [
  ...generateSchemas(),
  { path: 'schemas/connection.schema.json', text: connectionSchema() },
  { path: 'docs/config.md', text: configPage() },
  { path: 'docs/errors.md', text: errorsPage() },
  { path: 'docs/flows.md', text: flowsPage(root) },
  { path: 'docs/peoplesoft-setup.md', text: setupGuide() },
]

const stale = files.filter(
  ({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
)
if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is not current: run npm run generate`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    console.log(`${path} written`)
  }
