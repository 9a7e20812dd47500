import { ServiceConfig } from '@plumbline/runtime'
import { IngressConfig } from '../../services/procore-ingress/src/config.ts'

type Setting = { description?: string; default?: unknown }

/** docs/config.md: what services read from their environment. */
export function configPage(): string {
  return `# Configuration of the services

Made from \`packages/runtime/src/config.ts\` and \`services/*/src/config.ts\` by \`npm run generate\`; do not edit.
What belongs to one pair of systems is not here but in a connection (\`schemas/connection.schema.json\`,
\`examples/demo.yaml\`).

## All services

${tableOf(ServiceConfig)}

## procore-ingress

${tableOf(IngressConfig)}

Traces go to the OTLP endpoint that OpenTelemetry's own variables name (\`OTEL_EXPORTER_OTLP_ENDPOINT\`), and nowhere
without one.
`
}

function tableOf(settings: Record<string, object>): string {
  const rows = Object.entries(settings as Record<string, Setting>).map(([name, setting]) => {
    const fallback = setting.default === undefined ? '**required**' : `\`${String(setting.default)}\``
    return `| \`${name}\` | ${fallback} | ${setting.description ?? ''} |`
  })
  return ['| variable | default | what it is |', '|---|---|---|', ...rows].join('\n')
}
