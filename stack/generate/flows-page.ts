import { ConnectionDocument, flows } from '@plumbline/flows'
import { docCommentsByName } from './doc-comments.ts'

type Flow = (typeof flows)[number]
type Described = { description?: string; default?: unknown; properties?: Record<string, Described> }

const systems = { peoplesoft: 'PeopleSoft', procore: 'Procore' } as const

/** docs/flows.md: everything that moves, from `flows/index.ts` and the doc comments of the flows. */
export function flowsPage(root: string): string {
  const docs = docCommentsByName(root, 'flows/*/*.ts')
  const docOf = (name: string) => {
    const doc = docs.get(name)
    if (!doc) throw new Error(`${name} has no doc comment`)
    return doc
  }
  return `# What moves

Made from \`flows/\` by \`npm run generate\`; do not edit. Topics begin with the topic prefix, \`plumbline\` by default;
their fields are in [events.md](events.md), the settings in \`schemas/connection.schema.json\`, and why a record did not
arrive in [errors.md](errors.md).

| entity | from | topic | to | effect |
|---|---|---|---|---|
${flows.flatMap(rows).join('\n')}

*State*: the target is made to equal the newest revision. *Posting*: the sum that is posted equals the newest approved
state; a change posts a correction, a deletion a reversal.
${flows.map(flow => section(flow, docOf)).join('')}`
}

const topicOf = ({ entity }: Flow): string => `plumbline.${entity.name}.v1`

function rows(flow: Flow): string[] {
  const from = flow.captures.map(capture => systems[capture.from]).join(', ')
  return flow.applies.map(
    apply =>
      `| [${flow.entity.name}](#${flow.entity.name}) | ${from} | \`${topicOf(flow)}\` | ${systems[apply.to]} | ${apply.effect} |`,
  )
}

function section(flow: Flow, docOf: (name: string) => string): string {
  const { entity, captures, applies } = flow
  const captured = captures.map(capture => {
    const resources = capture.notify?.resources ?? []
    const notices =
      typeof resources === 'function'
        ? 'as the settings of the flow say'
        : resources.map(one => `\`${one}\``).join(', ')
    return `- \`${capture.name}\`: ${docOf(capture.name)}${notices ? ` Webhooks: ${notices}.` : ''}`
  })
  const applied = applies.map(
    apply => `- \`${apply.name}\` (${apply.effect}, at most ${apply.batch} a turn): ${docOf(apply.name)}`,
  )
  return `
## ${entity.name}

${docOf(entity.name)} Topic \`${topicOf(flow)}\`, record key \`<connection id>/<key>\`, schema \`${entity.schema}\`.

${[...captured, ...applied].join('\n')}

Schedule, in the connection under \`flows.${entity.name}.schedule\`:

${scheduleOf(entity.name)}
`
}

function scheduleOf(entity: string): string {
  const settings = ConnectionDocument as unknown as Described
  const schedule = settings.properties?.flows?.properties?.[entity]?.properties?.schedule?.properties ?? {}
  const rows = Object.entries(schedule).map(
    ([name, { default: fallback, description }]) =>
      `| \`${name}\` | ${fallback === undefined ? '**required**' : `\`${String(fallback)}\``} | ${description ?? ''} |`,
  )
  return ['| setting | default | what it is |', '|---|---|---|', ...rows].join('\n')
}
