import { codes } from '@plumbline/ops'

/** docs/errors.md: every stable code that a person can meet. */
export function errorsPage(): string {
  const sections = codes.map(({ title, of }) => {
    const rows = Object.entries(of).map(([code, sentence]) => `| \`${code}\` | ${sentence} |`)
    return `\n## ${title}\n\n| code | what it means, and what to do |\n|---|---|\n${rows.join('\n')}\n`
  })
  return `# Codes

Made from \`packages/ops/src/codes.ts\` and the tables it names by \`npm run generate\`; do not edit. \`npx plumbline exceptions\`
lists the records with their codes, \`npx plumbline record ENTITY KEY\` one record's story with the advice; a held record is
let go by \`npx plumbline release ID --reason TEXT\`. Codes are stable: alarms and reports may go by them.
${sections.join('')}`
}
